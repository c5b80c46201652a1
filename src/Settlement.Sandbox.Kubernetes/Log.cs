using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Kubernetes;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed in the server itself; the client got a Status 500")]
    public static partial void RequestFailed(ILogger logger, Exception error, string method, string path);

    [LoggerMessage(2, LogLevel.Error, "The definition {Name} could not be brought to where it belongs; it is tried again when it changes next")]
    public static partial void DefinitionNotServed(ILogger logger, Exception error, string name);

    [LoggerMessage(10, LogLevel.Debug, "{What} was refused: {Refusal}")]
    public static partial void LoopRefused(ILogger logger, string what, string refusal);

    [LoggerMessage(11, LogLevel.Error, "{Loop} failed at a change; it goes on with the next")]
    public static partial void LoopFailed(ILogger logger, Exception error, string loop);
}
