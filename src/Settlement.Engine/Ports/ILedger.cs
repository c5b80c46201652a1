using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Engine.Ports;

/// <summary>
/// The ledger of settled days: the one place that decides. Writes that take an <c>epoch</c> are guarded: when it is not the
/// run's highest they change nothing and throw <see cref="FencedException"/>. All writes are keyed and may be repeated.
/// Every method throws <see cref="LedgerUnavailableException"/> when the database cannot be reached or refuses the login.
/// </summary>
public interface ILedger
{
    /// <summary>
    /// Registers the run and freezes its reference data, once; whoever calls later gets what was frozen then. Openings and previous
    /// prices come from the greatest settled trading day before, or from the loaded reference data for exactly this day.
    /// The first offsets come from that day too (where it saw a later day, or its end), else from <paramref name="lowWatermarks"/>.
    /// </summary>
    /// <param name="key">What is to be settled.</param>
    /// <param name="owner">For whom.</param>
    /// <param name="lowWatermarks">First offset that each partition of the trade topic holds now; one entry per partition.</param>
    /// <param name="cancellationToken">Gives up; nothing is registered.</param>
    Task<Registration> RegisterAsync(RunKey key, RunOwner owner, IReadOnlyDictionary<int, long> lowWatermarks, CancellationToken cancellationToken);

    /// <summary>The run as it stands.</summary>
    Task<RunState> ReadRunAsync(long runId, CancellationToken cancellationToken);

    /// <summary>Takes the next epoch of the run and records who holds it; all smaller epochs are fenced from then on.</summary>
    Task<long> ClaimEpochAsync(long runId, string leader, CancellationToken cancellationToken);

    /// <summary>Stores the barrier if there is none, moves the run to Closing, and returns the stored one.</summary>
    Task<IReadOnlyDictionary<int, long>> DrawBarrierAsync(long runId, long epoch, IReadOnlyDictionary<int, long> proposed, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the trade store's barrier of a run that is decided for the trade store and not settled yet on to a later one, so that rows that came meanwhile are
    /// settled too; returns the stored barrier, which never goes back.
    /// </summary>
    Task<ulong> ExtendStoreBarrierAsync(long runId, long epoch, ulong proposed, CancellationToken cancellationToken);

    /// <summary>Stores the source if there is none, with the trade store's barrier if that is the source, and returns the stored decision.</summary>
    Task<SourceDecision> DecideSourceAsync(long runId, long epoch, SourceDecision proposed, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a checkpoint: a fact, so anyone may. The highest offset wins; equal offsets must carry equal images.
    /// A sealed image (folded up to the barrier, holes closed) wins over one that is not.
    /// </summary>
    Task WriteCheckpointAsync(long runId, Checkpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>The best checkpoint of a partition; null when there is none. With <paramref name="atMost"/>, one beyond that offset is not taken unless it is sealed.</summary>
    Task<Checkpoint?> ReadCheckpointAsync(long runId, int partition, long? atMost, CancellationToken cancellationToken);

    /// <summary>
    /// The closing data that belong to the run: those stored with its result once it is settled, until then those loaded last for its market and trading
    /// day; empty when none were.
    /// </summary>
    Task<ClosingData> ReadClosingDataAsync(long runId, CancellationToken cancellationToken);

    /// <summary>
    /// Commits the result, with the closing data that it was computed with, and moves the run to Settled, in one transaction. Repeating it with the same digest changes nothing; a lost answer
    /// of the COMMIT is read back before it returns or throws.
    /// </summary>
    /// <exception cref="FencedException">A greater epoch exists.</exception>
    Task CommitResultAsync(long runId, long epoch, ResultCommit commit, CancellationToken cancellationToken);

    /// <summary>Reads the committed result back, in canonical order.</summary>
    Task<SettlementResult> ReadResultAsync(long runId, CancellationToken cancellationToken);

    /// <summary>Reads what a revision changes; null for a result that takes no other's place.</summary>
    Task<RevisionDifference?> ReadDifferenceAsync(long runId, CancellationToken cancellationToken);

    /// <summary>Records that the committed result may be published. Repeating it changes nothing.</summary>
    /// <exception cref="LedgerInvariantException">The run is rejected, or not settled.</exception>
    Task ReleaseAsync(long runId, long epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Records that the run is rejected: a committed result stays readable and is never published, a run without one is never settled. Repeating it changes nothing.
    /// </summary>
    /// <exception cref="LedgerInvariantException">The result is released, or the market has not closed.</exception>
    Task RejectAsync(long runId, long epoch, string reason, CancellationToken cancellationToken);

    /// <summary>Records that the result has been published.</summary>
    Task RecordPublishedAsync(long runId, long epoch, CancellationToken cancellationToken);

    /// <summary>Stores the latest outcome of the gates while the run is blocked, for people and <c>kubectl</c>.</summary>
    Task RecordGatesAsync(long runId, long epoch, IReadOnlyList<GateResult> gates, CancellationToken cancellationToken);

    /// <summary>How far the best checkpoint of each partition is, without its image; partitions without one are absent.</summary>
    Task<IReadOnlyDictionary<int, CheckpointPosition>> CheckpointPositionsAsync(long runId, CancellationToken cancellationToken);
}

/// <summary>The Kubernetes resource that a run is settled for.</summary>
/// <param name="Uid">Its uid: another one is another resource, though it has the same name.</param>
/// <param name="Name">namespace/name.</param>
public sealed record RunOwner(string Uid, string Name);

/// <summary>Whether a run may start.</summary>
public enum RegistrationOutcome
{
    /// <summary>Registered now or before; go on.</summary>
    Registered,

    /// <summary>The trading day before is known and not settled yet: wait.</summary>
    WaitingForPredecessor,

    /// <summary>Neither a settled day before nor an opening loaded for this day: wait.</summary>
    WaitingForReference,

    /// <summary>This market, trading day and revision is settled for another resource: end as Failed.</summary>
    AlreadySettled,

    /// <summary>A later trading day is frozen already: settling this one for the first time would break its opening. End as Failed.</summary>
    LaterDayFrozen,

    /// <summary>The revision before is neither released nor rejected: wait.</summary>
    WaitingForRevision,

    /// <summary>This market, trading day and revision was rejected: end as Failed.</summary>
    Rejected,
}

/// <summary>Answer to <see cref="ILedger.RegisterAsync"/>.</summary>
/// <param name="Outcome">Whether the run may start.</param>
/// <param name="Message">Why not, and what would help; empty when registered.</param>
/// <param name="RunId">Key of the run in the ledger; 0 unless registered.</param>
/// <param name="Reference">Frozen reference data; null unless registered.</param>
/// <param name="FirstOffsets">First offset of each partition that can hold the trading day, frozen with the run; one entry per partition that the trade topic had then.</param>
/// <param name="Predecessor">Closing positions (not zero) of the settled trading day that the openings came from; null when they were loaded.</param>
/// <param name="Former">For a revision: the run whose result it takes the place of; null for the first result of a day.</param>
public sealed record Registration(
    RegistrationOutcome Outcome,
    string Message,
    long RunId,
    ReferenceData? Reference,
    IReadOnlyDictionary<int, long> FirstOffsets,
    PredecessorClosing? Predecessor,
    FormerRun? Former = null);

/// <summary>The run whose result a revision takes the place of: the last one of the day that was not rejected.</summary>
/// <param name="RunId">Key of the run in the ledger.</param>
/// <param name="Key">What it settled.</param>
/// <param name="NextDayOffsets">Per partition: first offset that can hold the next trading day, as it found them.</param>
public sealed record FormerRun(long RunId, RunKey Key, IReadOnlyDictionary<int, long> NextDayOffsets);

/// <summary>Stages of a run in the ledger; each is entered once.</summary>
public enum RunStage
{
    /// <summary>Reference data frozen, consuming.</summary>
    Initialised,

    /// <summary>The barrier is drawn.</summary>
    Closing,

    /// <summary>The result is committed.</summary>
    Settled,

    /// <summary>The result is on Kafka.</summary>
    Published,
}

/// <summary>Where the day is read from.</summary>
public enum TradeSource
{
    /// <summary>The Kafka feed.</summary>
    Feed,

    /// <summary>The venue's database.</summary>
    TradeStore,
}

/// <summary>The source, decided once.</summary>
/// <param name="Source">Feed or trade store.</param>
/// <param name="StoreBarrier">For the trade store: rows of transactions below this id belong to the day; 0 for the feed.</param>
public sealed record SourceDecision(TradeSource Source, ulong StoreBarrier = 0);

/// <summary>A run as it stands in the ledger.</summary>
public sealed record RunState
{
    /// <summary>How far it is.</summary>
    public required RunStage Stage { get; init; }

    /// <summary>Highest epoch claimed; 0 when none.</summary>
    public required long Epoch { get; init; }

    /// <summary>Who claimed it; empty when none.</summary>
    public required string Leader { get; init; }

    /// <summary>The barrier; null until drawn.</summary>
    public IReadOnlyDictionary<int, long>? Barrier { get; init; }

    /// <summary>The source; null until decided.</summary>
    public SourceDecision? Source { get; init; }

    /// <summary>Digest of the result; null until settled.</summary>
    public string? Digest { get; init; }

    /// <summary>Trades in the result; null until settled.</summary>
    public long? TradeCount { get; init; }

    /// <summary>When it was registered, by the database clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the result was committed.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>When the result was released for publication.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>When the run was rejected; null unless it was. A rejected run is over.</summary>
    public DateTimeOffset? RejectedAt { get; init; }

    /// <summary>Why it was rejected; empty unless it was.</summary>
    public string RejectedBecause { get; init; } = "";

    /// <summary>When it was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>For a revision: digest of the result whose place it takes; null when there is none, or until settled.</summary>
    public string? PreviousDigest { get; init; }

    /// <summary>For a revision: runs of later days that have opened with an earlier result of this day, rising; each needs a revision of its own.</summary>
    public IReadOnlyList<RunKey> OpenedBefore { get; init; } = [];

    /// <summary>True when nothing is left to do: published or rejected.</summary>
    public bool IsOver => Stage == RunStage.Published || RejectedAt is not null;
}

/// <summary>Everything that is committed with a result.</summary>
/// <param name="Result">The result.</param>
/// <param name="Closing">The closing data that it was settled with; kept with the run, so that later loads never reach into it.</param>
/// <param name="Gates">Every gate, all passed.</param>
/// <param name="NextDayOffsets">Per partition: first offset that can hold the next trading day.</param>
/// <param name="Statistics">Figures of the input that are not part of the result.</param>
/// <param name="Difference">For a revision: what it changes; null when it takes no result's place.</param>
public sealed record ResultCommit(
    SettlementResult Result,
    ClosingData Closing,
    IReadOnlyList<GateResult> Gates,
    IReadOnlyDictionary<int, long> NextDayOffsets,
    CommitStatistics Statistics,
    RevisionDifference? Difference = null);

/// <summary>A partition's book at an offset.</summary>
/// <param name="Partition">Partition of the trade topic.</param>
/// <param name="Offset">All committed records below it are folded.</param>
/// <param name="IsSealed">Folded exactly up to the barrier, and no hole is open.</param>
/// <param name="HasEndOfSession">The day's end-of-session record is among them.</param>
/// <param name="Image">The encoded book.</param>
public sealed record Checkpoint(int Partition, long Offset, bool IsSealed, bool HasEndOfSession, ReadOnlyMemory<byte> Image);

/// <summary>How far a partition's best checkpoint is.</summary>
/// <param name="Offset">All committed records below it are folded.</param>
/// <param name="IsSealed">Folded exactly up to the barrier, and no hole is open.</param>
/// <param name="HasEndOfSession">The day's end-of-session record is among them.</param>
public readonly record struct CheckpointPosition(long Offset, bool IsSealed, bool HasEndOfSession);

/// <summary>Figures of the input that are not part of the result: they depend on how it arrived.</summary>
/// <param name="Duplicates">Repeated records dropped.</param>
/// <param name="Late">Records of an earlier trading day, counted and not settled here.</param>
/// <param name="LateTrades">The first of these records of each partition.</param>
public sealed record CommitStatistics(long Duplicates, long Late, IReadOnlyList<LateRecord> LateTrades);

/// <summary>A record of an earlier trading day, and where it is.</summary>
/// <param name="Partition">Partition of the trade topic.</param>
/// <param name="Trade">What is known of it.</param>
public readonly record struct LateRecord(int Partition, LateTrade Trade);

/// <summary>A write was refused because a greater epoch exists: this process no longer leads and must stop.</summary>
public sealed class FencedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The ledger or the trade store cannot be reached, or refuses the login. Trying again can help.</summary>
/// <param name="reason">Stable name, as in <c>LedgerUnavailable</c> or <c>LedgerAccessDenied</c>.</param>
/// <param name="message">What, where, what next.</param>
/// <param name="inner">Cause.</param>
public sealed class LedgerUnavailableException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable name of the failure.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The ledger holds something that must never be: two results, two images of one offset, a sum that is not zero. Page a person.</summary>
public sealed class LedgerInvariantException(string message, Exception? inner = null) : Exception(message, inner);
