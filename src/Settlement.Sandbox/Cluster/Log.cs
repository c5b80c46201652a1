using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster;

/// <summary>Log messages of the sandbox's cluster parts: 6000 to 6099.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "Node {Node} runs pods as processes; its log endpoint is {Endpoint}.")]
    public static partial void NodeStarted(this ILogger logger, string node, string endpoint);

    [LoggerMessage(6001, LogLevel.Information, "Node {Node} has stopped; no container is left.")]
    public static partial void NodeStopped(this ILogger logger, string node);

    [LoggerMessage(6002, LogLevel.Warning, "Process group {Pid} of an earlier sandbox still ran and was killed.")]
    public static partial void LeftoverKilled(this ILogger logger, int pid);

    [LoggerMessage(6003, LogLevel.Warning, "The node could not be deleted; delete it with: kubectl delete node {Node}.")]
    public static partial void NodeNotDeleted(this ILogger logger, Exception exception, string node);

    [LoggerMessage(6004, LogLevel.Warning, "Heartbeat of node {Node} failed; it is tried again.")]
    public static partial void HeartbeatFailed(this ILogger logger, Exception exception, string node);

    [LoggerMessage(6011, LogLevel.Debug, "A request was not answered; repeating it.")]
    public static partial void RequestRepeated(this ILogger logger, Exception exception);

    [LoggerMessage(6012, LogLevel.Debug, "Event {Reason} about {Name} was refused.")]
    public static partial void EventRefused(this ILogger logger, Exception exception, string reason, string name);

    [LoggerMessage(6020, LogLevel.Debug, "{Controller} failed on {Key}; trying again in {Pause}.")]
    public static partial void ReconcileFailed(this ILogger logger, Exception exception, string controller, ResourceKey key, TimeSpan pause);

    [LoggerMessage(6021, LogLevel.Error, "{Controller} made a mistake with {Key}; trying again in {Pause}.")]
    public static partial void ReconcileBroke(this ILogger logger, Exception exception, string controller, ResourceKey key, TimeSpan pause);

    [LoggerMessage(6030, LogLevel.Information, "Pod {Pod}: container {Container} started as process {Pid}.")]
    public static partial void ContainerStarted(this ILogger logger, ResourceKey pod, string container, int pid);

    [LoggerMessage(6031, LogLevel.Information, "Pod {Pod}: container {Container}, process {Pid}, ended with exit code {ExitCode}.")]
    public static partial void ContainerEnded(this ILogger logger, ResourceKey pod, string container, int pid, int exitCode);

    [LoggerMessage(6032, LogLevel.Error, "Pod {Pod} is not run any further.")]
    public static partial void PodFailed(this ILogger logger, Exception exception, ResourceKey pod);

    [LoggerMessage(6033, LogLevel.Warning, "Pod {Pod}: the token of its service account could not be refreshed; trying again.")]
    public static partial void TokenNotRefreshed(this ILogger logger, Exception exception, ResourceKey pod);

    [LoggerMessage(6034, LogLevel.Warning, "Pod {Pod}: status refused by the server.")]
    public static partial void StatusRefused(this ILogger logger, Exception exception, ResourceKey pod);

    [LoggerMessage(6035, LogLevel.Warning, "Folder {Folder} of a pod that is gone could not be deleted.")]
    public static partial void FolderNotDeleted(this ILogger logger, Exception exception, string folder);
}
