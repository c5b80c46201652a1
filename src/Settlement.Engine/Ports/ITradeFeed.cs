using Settlement.Domain.Book;
using Settlement.Domain.Trades;

namespace Settlement.Engine.Ports;

/// <summary>
/// The day's trades from the feed, as batches in partition order, committed records only. One caller at a time.
/// </summary>
/// <remarks>
/// Partitions come and go with <see cref="FeedEventKind.Assigned"/> and <see cref="FeedEventKind.Revoked"/>. The feed asks
/// <see cref="IResume"/> for a book when a partition is assigned, starts at that book's next offset and hands the book over in
/// the event, before any record of the partition. Records read under an earlier assignment never follow it.
/// </remarks>
public interface ITradeFeed : IAsyncDisposable
{
    /// <summary>Waits for the next event; the event and its batch are valid until the next call.</summary>
    /// <exception cref="FeedException">
    /// When it can be retried, the feed goes on by itself and the next call waits for that; else the feed has ended.
    /// </exception>
    ValueTask<FeedEvent> NextAsync(CancellationToken cancellationToken);

    /// <summary>Stops reading a partition; nothing of it follows until <see cref="Reload"/> or a new assignment. Takes effect before the next event.</summary>
    void Pause(int partition);

    /// <summary>Records between the positions and the last known high watermarks of the assigned partitions; an estimate, for people.</summary>
    long Lag { get; }

    /// <summary>Loads an assigned partition's book anew from <see cref="IResume"/>; an Assigned event for it follows.</summary>
    void Reload(int partition);
}

/// <summary>Tells where reading a partition starts.</summary>
public interface IResume
{
    /// <summary>The book to go on from: the best checkpoint, or an empty book at the first offset that can hold the day.</summary>
    Task<PartitionBook> LoadAsync(int partition, CancellationToken cancellationToken);
}

/// <summary>Answers questions about the trade topic as a whole.</summary>
public interface ITradeTopic
{
    /// <summary>
    /// High watermark of each partition: the offset after the last record, open transactions included. At least as great as
    /// any offset that anybody has read before the call. One entry per partition.
    /// </summary>
    /// <exception cref="FeedException">Kafka is out of reach, or the topic is absent.</exception>
    Task<IReadOnlyDictionary<int, long>> HighWatermarksAsync(CancellationToken cancellationToken);

    /// <summary>First offset that each partition still holds. One entry per partition.</summary>
    /// <exception cref="FeedException">Kafka is out of reach, or the topic is absent.</exception>
    Task<IReadOnlyDictionary<int, long>> LowWatermarksAsync(CancellationToken cancellationToken);
}

/// <summary>Reads the trade topic under a run's frozen reference data.</summary>
public interface ITradeFeedSource
{
    /// <summary>Name of the trade topic.</summary>
    string Topic { get; }

    /// <summary>Opens a feed in the run's group mode.</summary>
    ITradeFeed Open(IResume resume);

    /// <summary>
    /// Reads the committed records of one partition from <paramref name="from"/> to below <paramref name="to"/> once more, outside
    /// of any group, in batches that are valid until the next one.
    /// </summary>
    /// <exception cref="FeedException">The range cannot be read.</exception>
    IAsyncEnumerable<FeedBatch> ReadRangeAsync(int partition, long from, long to, CancellationToken cancellationToken);
}

/// <summary>What a feed has to tell.</summary>
public enum FeedEventKind
{
    /// <summary>Records of one or more partitions.</summary>
    Records,

    /// <summary>Partitions are ours from now on; their books come with the event.</summary>
    Assigned,

    /// <summary>Partitions are no longer ours; their books must be let go.</summary>
    Revoked,
}

/// <summary>One event of a feed.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Batch">For <see cref="FeedEventKind.Records"/>, else empty.</param>
/// <param name="Books">For <see cref="FeedEventKind.Assigned"/>, else empty.</param>
/// <param name="Partitions">For <see cref="FeedEventKind.Revoked"/>, else empty.</param>
public readonly record struct FeedEvent(FeedEventKind Kind, FeedBatch Batch, IReadOnlyList<PartitionBook> Books, IReadOnlyList<int> Partitions);

/// <summary>Records in partition order. The arrays are reused: nothing is allocated per record.</summary>
public sealed class FeedBatch
{
    /// <summary>Makes an empty batch of a capacity.</summary>
    public FeedBatch(int capacity) => Records = new FeedRecord[capacity];

    /// <summary>Storage; only the first <see cref="Count"/> are valid.</summary>
    public FeedRecord[] Records { get; }

    /// <summary>Number of valid records.</summary>
    public int Count { get; set; }

    /// <summary>
    /// Partitions whose reading has passed offsets without data records (control records, aborted records, the end of the
    /// partition): everything committed below the offset has been handed over, with this batch at the latest.
    /// </summary>
    public List<(int Partition, long NextOffset)> Positions { get; } = [];

    /// <summary>Forgets the content, keeps the storage.</summary>
    public void Clear()
    {
        Count = 0;
        Positions.Clear();
    }
}

/// <summary>One record of the feed, or the reason why it could not be decoded.</summary>
public struct FeedRecord
{
    /// <summary>Partition of the trade topic.</summary>
    public int Partition;

    /// <summary>Offset in the partition.</summary>
    public long Offset;

    /// <summary>The record; undefined when <see cref="Fault"/> is set.</summary>
    public TradeRecord Trade;

    /// <summary>Why the record could not be decoded: field and reason, for people; null for a good one.</summary>
    public string? Fault;
}

/// <summary>The feed failed as a whole.</summary>
public sealed class FeedException : Exception
{
    /// <summary>Reports a failure.</summary>
    /// <param name="message">What, where, what next.</param>
    /// <param name="reason">Stable name, for conditions and scripts.</param>
    /// <param name="canRetry">True when trying again can help.</param>
    /// <param name="inner">Cause.</param>
    public FeedException(string message, FeedFailure reason, bool canRetry, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
        CanRetry = canRetry;
    }

    /// <summary>Stable name of the failure.</summary>
    public FeedFailure Reason { get; }

    /// <summary>True when trying again can help.</summary>
    public bool CanRetry { get; }
}

/// <summary>Failures of the feed as a whole.</summary>
public enum FeedFailure
{
    /// <summary>No broker answers.</summary>
    KafkaUnavailable,

    /// <summary>The trade topic does not exist.</summary>
    TopicAbsent,

    /// <summary>The range to read from is no longer, or not yet, in the log.</summary>
    RangeLost,

    /// <summary>Credentials or rights were refused.</summary>
    AccessDenied,

    /// <summary>A successor with the same static group identity took over.</summary>
    Fenced,

    /// <summary>Anything else that ends consumption.</summary>
    Broken,
}
