using Microsoft.Extensions.Logging;

namespace Settlement.Kubernetes;

internal static partial class Log
{
    private static readonly Func<ILogger, string, string, IDisposable?> BeginRunScope = LoggerMessage.DefineScope<string, string>("{Namespace}/{Run}");

    public static IDisposable? RunScope(ILogger logger, string @namespace, string run) => BeginRunScope(logger, @namespace, run);

    [LoggerMessage(3000, LogLevel.Warning, "Status of {Namespace}/{Run} was not written by {Pod}; trying again in {PauseSeconds} s")]
    public static partial void MemberStatusNotWritten(ILogger logger, Exception exception, string @namespace, string run, string pod, double pauseSeconds);

    [LoggerMessage(3001, LogLevel.Warning, "Event {Reason} of {Kind} {Namespace}/{Name} was not written and is given up")]
    public static partial void EventNotWritten(ILogger logger, Exception exception, string reason, string kind, string @namespace, string name);

    [LoggerMessage(3010, LogLevel.Debug, "Listed {Count} {Kind} at version {Version}")]
    public static partial void Listed(ILogger logger, string kind, int count, string version);

    [LoggerMessage(3011, LogLevel.Information, "Version {Version} of {Kind} is no longer kept by the API server; listing again")]
    public static partial void WatchExpired(ILogger logger, string kind, string version);

    [LoggerMessage(3012, LogLevel.Warning, "Watching {Kind} failed; trying again in {PauseSeconds} s")]
    public static partial void WatchFailed(ILogger logger, Exception exception, string kind, double pauseSeconds);

    [LoggerMessage(3013, LogLevel.Warning, "The watch of {Kind} was not ended by the API server after {Seconds} s and is taken for dead; opening another one")]
    public static partial void WatchSilent(ILogger logger, string kind, double seconds);

    [LoggerMessage(3014, LogLevel.Error, "A handler failed on the change of {Kind} {Key}; the watch goes on")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string kind, string key);

    [LoggerMessage(3020, LogLevel.Warning, "Reconciling {Kind} {Key} was refused: {Error}")]
    public static partial void ReconcileRefused(ILogger logger, string kind, string key, string error);

    [LoggerMessage(3021, LogLevel.Warning, "Reconciling {Kind} {Key} failed; trying again in {PauseSeconds} s")]
    public static partial void ReconcileFailed(ILogger logger, Exception exception, string kind, string key, double pauseSeconds);
}
