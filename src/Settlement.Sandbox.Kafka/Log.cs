using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Kafka;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The embedded Kafka broker listens on {BootstrapServers}. It is for trying and testing, not for production")]
    public static partial void Started(ILogger logger, string bootstrapServers);

    [LoggerMessage(2, LogLevel.Warning, "The connection from {Peer} is closed: {Reason}")]
    public static partial void Malformed(ILogger logger, string peer, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Api} v{Version} of {ClientId} failed in the broker itself; its connection is closed")]
    public static partial void RequestFailed(ILogger logger, Exception error, ApiKey api, short version, string? clientId);

    [LoggerMessage(4, LogLevel.Error, "A timer failed in the broker itself")]
    public static partial void WorkFailed(ILogger logger, Exception error);

    [LoggerMessage(5, LogLevel.Information, "The embedded Kafka broker restarts: its log stays, connections and group members are gone")]
    public static partial void Restarted(ILogger logger);

    [LoggerMessage(6, LogLevel.Debug, "Fault {Fault} hits {Api} of {ClientId}")]
    public static partial void FaultHit(ILogger logger, string fault, ApiKey api, string? clientId);

    [LoggerMessage(8, LogLevel.Warning, "{File} ends with {Bytes} bytes that are no whole record; they are dropped, and it goes on at byte {Position}")]
    public static partial void JournalTorn(ILogger logger, string file, long bytes, long position);

    [LoggerMessage(9, LogLevel.Information, "The embedded Kafka broker found {Topics} topics in {Directory}")]
    public static partial void Restored(ILogger logger, int topics, string directory);

    [LoggerMessage(7, LogLevel.Information, "Transaction {TransactionalId} took longer than its time-out of {Timeout}; it is aborted and its producer fenced")]
    public static partial void TransactionTimedOut(ILogger logger, string transactionalId, TimeSpan timeout);
}
