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
}
