using Microsoft.Extensions.Logging;

namespace Settlement.Kafka;

/// <summary>Messages of the Kafka adapter; event ids 2000 to 2099 are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Reading topic {Topic} in group {Group} as {Member}")]
    internal static partial void FeedOpened(this ILogger logger, string topic, string group, string member);

    [LoggerMessage(2001, LogLevel.Information, "Topic {Topic}, partition {Partition}: reading from offset {Offset}")]
    internal static partial void BookLoaded(this ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(2002, LogLevel.Warning, "Topic {Topic}, partition {Partition}: the book to go on from cannot be loaded; trying again in {DelaySeconds} s")]
    internal static partial void BookLoadFailed(this ILogger logger, string topic, int partition, double delaySeconds, Exception exception);

    [LoggerMessage(2003, LogLevel.Information, "Topic {Topic}: partitions {Partitions} are taken away")]
    internal static partial void PartitionsRevoked(this ILogger logger, string topic, string partitions);

    [LoggerMessage(2004, LogLevel.Warning, "Waiting for Kafka at {BootstrapServers}: {Reason}")]
    internal static partial void WaitingForKafka(this ILogger logger, string bootstrapServers, string reason);

    [LoggerMessage(2005, LogLevel.Warning, "Topic {Topic}: {Code}: {Reason}; the client goes on by itself")]
    internal static partial void FeedTrouble(this ILogger logger, string topic, string code, string reason);

    [LoggerMessage(2006, LogLevel.Error, "Topic {Topic}: reading has ended")]
    internal static partial void FeedFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(2007, LogLevel.Warning, "Topic {Topic}: nothing was taken from the feed for {Seconds} s; reading is paused until it is")]
    internal static partial void FeedStalled(this ILogger logger, string topic, double seconds);

    [LoggerMessage(2009, LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    internal static partial void Client(this ILogger logger, string facility, string text);

    [LoggerMessage(2020, LogLevel.Information, "Topics created: {Topics}")]
    internal static partial void TopicsCreated(this ILogger logger, string topics);

    [LoggerMessage(2021, LogLevel.Warning, "Publication {TransactionalId}: waiting for the transaction coordinator, or for an earlier publisher's transaction to end")]
    internal static partial void WaitingForCoordinator(this ILogger logger, string transactionalId);

    [LoggerMessage(2022, LogLevel.Warning, "Topic {Topic}: waiting to read up to its end for the run's marker; a transaction of another run may be open there")]
    internal static partial void WaitingForMarkers(this ILogger logger, string topic);

    [LoggerMessage(2023, LogLevel.Information, "Publication: {Sent} of {Rows} rows sent")]
    internal static partial void Publishing(this ILogger logger, int sent, int rows);

    [LoggerMessage(2024, LogLevel.Warning, "Publication {TransactionalId}: the commit is repeated: {Reason}")]
    internal static partial void CommitRepeated(this ILogger logger, string transactionalId, string reason);

    [LoggerMessage(2025, LogLevel.Warning, "Publication {TransactionalId}: aborted: {Reason}")]
    internal static partial void Aborted(this ILogger logger, string transactionalId, string reason);

    [LoggerMessage(2026, LogLevel.Warning, "Publication {TransactionalId}: the abort failed; the broker or the next publisher aborts it")]
    internal static partial void AbortFailed(this ILogger logger, string transactionalId, Exception exception);

    [LoggerMessage(2027, LogLevel.Information, "Published {Run}: {Rows} rows, the marker included")]
    internal static partial void Published(this ILogger logger, string run, int rows);
}
