using Microsoft.Extensions.Logging;

namespace Settlement.Operator.Run;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "{Kind} {Namespace}/{Name} was made as the run wants it")]
    public static partial void Applied(ILogger logger, string kind, string @namespace, string name);

    [LoggerMessage(4001, LogLevel.Information, "Run is {Phase}: {Message}")]
    public static partial void PhaseChanged(ILogger logger, string phase, string message);

    [LoggerMessage(4002, LogLevel.Warning, "The spec is invalid; nothing is started until it is mended: {Problems}")]
    public static partial void InvalidSpec(ILogger logger, string problems);

    [LoggerMessage(4003, LogLevel.Information, "Run was deleted; its settlers go with it and the ledger stays")]
    public static partial void Deleted(ILogger logger);

    [LoggerMessage(4004, LogLevel.Information, "Watching runs in {Scope}; waiting to be nominated among the operator's replicas")]
    public static partial void Watching(ILogger logger, string scope);

    [LoggerMessage(4005, LogLevel.Information, "Nominated as {Holder}; reconciling")]
    public static partial void Nominated(ILogger logger, string holder);

    [LoggerMessage(4006, LogLevel.Warning, "The nomination was lost; another replica may reconcile now")]
    public static partial void NominationLost(ILogger logger);

    [LoggerMessage(4007, LogLevel.Debug, "Run is not there any more: {Message}")]
    public static partial void RunIsGone(ILogger logger, string message);
}
