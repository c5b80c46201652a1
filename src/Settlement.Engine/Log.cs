using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;

namespace Settlement.Engine;

/// <summary>The engine's log messages; ids 100 to 199 are stable.</summary>
internal sealed partial class EngineLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(100, LogLevel.Information, "Waiting: {Reason}. {Message}")]
    public partial void Waiting(string reason, string message);

    [LoggerMessage(101, LogLevel.Information, "Registered as run {RunId} under reference data {ReferenceHash}.")]
    public partial void Registered(long runId, string referenceHash);

    [LoggerMessage(102, LogLevel.Error, "The run ends here: {Outcome}. {Message}")]
    public partial void RunRefused(RegistrationOutcome outcome, string message);

    [LoggerMessage(110, LogLevel.Warning, "The feed is interrupted and goes on by itself: {Message}")]
    public partial void FeedInterrupted(string message);

    [LoggerMessage(111, LogLevel.Warning, "Partition {Partition}, offset {Offset}: {Failure}. Reading it again, {Attempt} of {Retries}.")]
    public partial void RecordFailed(int partition, long offset, string failure, int attempt, int retries);

    [LoggerMessage(112, LogLevel.Error, "{Message}")]
    public partial void ListenerTripped(string message);

    [LoggerMessage(113, LogLevel.Warning, "A checkpoint was not written and will be tried again: {Message}")]
    public partial void CheckpointSkipped(string message);

    [LoggerMessage(114, LogLevel.Information, "Partition {Partition} is folded up to {NextOffset}, past the barrier {Barrier}; it is loaded again and folded up to the barrier.")]
    public partial void FoldedPastBarrier(int partition, long nextOffset, long barrier);

    [LoggerMessage(115, LogLevel.Information, "Partition {Partition} is sealed at {Barrier}: {Trades} trades, {Duplicates} duplicates dropped.")]
    public partial void PartitionSealed(int partition, long barrier, long trades, long duplicates);

    [LoggerMessage(116, LogLevel.Information, "Partition {Partition} has {Count} repeated numbers that are too old to compare; offsets {From} to {To} are read once more.")]
    public partial void ResolvingSuspects(int partition, int count, long from, long to);

    [LoggerMessage(117, LogLevel.Warning, "The checkpoint of partition {Partition} at offset {Offset} cannot be read and is passed over; the partition is replayed from its start: {Message}")]
    public partial void CheckpointUnreadable(int partition, long offset, string message);

    [LoggerMessage(120, LogLevel.Information, "Nominated as {Holder}.")]
    public partial void Nominated(string holder);

    [LoggerMessage(121, LogLevel.Information, "Claimed epoch {Epoch} as {Holder}.")]
    public partial void EpochClaimed(long epoch, string holder);

    [LoggerMessage(122, LogLevel.Warning, "The nomination of {Holder} is lost.")]
    public partial void NominationLost(string holder);

    [LoggerMessage(123, LogLevel.Warning, "Stands back, so that a healthy settler may lead: {Message}")]
    public partial void StandsBack(string message);

    [LoggerMessage(130, LogLevel.Information, "The barrier is drawn: {Barrier}.")]
    public partial void BarrierDrawn(string barrier);

    [LoggerMessage(131, LogLevel.Information, "Drained in {Elapsed}.")]
    public partial void Drained(TimeSpan elapsed);

    [LoggerMessage(135, LogLevel.Warning, "{Message}")]
    public partial void LateTrades(string message);

    [LoggerMessage(132, LogLevel.Warning, "The source is {Source}: {Message}")]
    public partial void SourceDecided(TradeSource source, string message);

    [LoggerMessage(133, LogLevel.Information, "Settled {TradeCount} trades, digest {Digest}.")]
    public partial void Settled(long tradeCount, string digest);

    [LoggerMessage(134, LogLevel.Information, "{Outcome}, digest {Digest}.")]
    public partial void Published(PublicationOutcome outcome, string digest);

    [LoggerMessage(136, LogLevel.Information, "{Busts} busts have taken {Trades} trades out; {Findings} fit none.")]
    public partial void BustsResolved(long busts, long trades, int findings);

    [LoggerMessage(137, LogLevel.Warning, "Feed and trade store differ: {InFeed} records are only in the feed, {InStore} only in the trade store.")]
    public partial void Unreconciled(int inFeed, int inStore);

    [LoggerMessage(138, LogLevel.Information, "It takes the place of {Before}, digest {Digest}; {Count} figures differ.")]
    public partial void Revised(string before, string digest, int count);

    [LoggerMessage(139, LogLevel.Information, "Released, digest {Digest}.")]
    public partial void Released(string digest);

    [LoggerMessage(140, LogLevel.Warning, "Rejected: {Reason}")]
    public partial void Rejected(string reason);

    [LoggerMessage(141, LogLevel.Warning, "{Message}")]
    public partial void OpenedBefore(string message);
}
