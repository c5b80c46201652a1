using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Tests.Support;

/// <summary>
/// A ledger in memory for tests of the engine's decisions. It guards by epoch and keeps barrier, source and result once, as the
/// real one does. It does not do: predecessors, transactions that are half done, lost answers of a COMMIT, invariants by
/// constraint. Faults it injects: being out of reach for a number of calls.
/// </summary>
internal sealed class MemoryLedger(ReferenceData reference, TimeProvider time) : ILedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Checkpoint> _checkpoints = [];
    private RunState _run = new() { Stage = RunStage.Initialised, Epoch = 0, Leader = "", StartedAt = time.GetUtcNow() };
    private IReadOnlyDictionary<int, long> _firstOffsets = new Dictionary<int, long>();

    public int UnavailableCalls { get; set; }

    public List<string> Fenced { get; } = [];

    public ResultCommit? Commit { get; private set; }

    public SettlementResult? Result => Commit?.Result;

    public IReadOnlyDictionary<int, long>? NextDayOffsets => Commit?.NextDayOffsets;

    public CommitStatistics? Statistics => Commit?.Statistics;

    /// <summary>What was loaded after the close.</summary>
    public ClosingData Closing { get; set; } = ClosingData.Empty;

    /// <summary>The result that this run takes the place of; its run id is 0.</summary>
    public SettlementResult? Former { get; set; }

    public IReadOnlyList<RunKey> OpenedBefore { get; set; } = [];

    public IReadOnlyList<GateResult> BlockedGates { get; private set; } = [];

    public RegistrationOutcome Outcome { get; set; } = RegistrationOutcome.Registered;

    public RunState Run => _run;

    public Task<Registration> RegisterAsync(RunKey key, RunOwner owner, IReadOnlyDictionary<int, long> lowWatermarks, CancellationToken cancellationToken) => Do(() =>
    {
        if (_firstOffsets.Count == 0)
            _firstOffsets = lowWatermarks;
        return Outcome == RegistrationOutcome.Registered
            ? new Registration(Outcome, "", 1, reference, _firstOffsets, null, Former is null ? null : new FormerRun(0, Former.Key, _firstOffsets))
            : new Registration(Outcome, $"{key}: {Outcome}", 0, null, _firstOffsets, null);
    });

    public Task<RunState> ReadRunAsync(long runId, CancellationToken cancellationToken) => Do(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _run;
    });

    public Task<long> ClaimEpochAsync(long runId, string leader, CancellationToken cancellationToken) => Do(() =>
    {
        _run = _run with { Epoch = _run.Epoch + 1, Leader = leader };
        return _run.Epoch;
    });

    public Task<IReadOnlyDictionary<int, long>> DrawBarrierAsync(long runId, long epoch, IReadOnlyDictionary<int, long> proposed, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "barrier");
        _run = _run with { Barrier = _run.Barrier ?? proposed, Stage = RunStage.Closing };
        return _run.Barrier!;
    });

    public Task<SourceDecision> DecideSourceAsync(long runId, long epoch, SourceDecision proposed, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "source");
        _run = _run with { Source = _run.Source ?? proposed };
        return _run.Source!;
    });

    public Task WriteCheckpointAsync(long runId, Checkpoint checkpoint, CancellationToken cancellationToken) => Do(() =>
    {
        var best = _checkpoints.GetValueOrDefault(checkpoint.Partition);
        if (best is not null && best.Offset == checkpoint.Offset && best.IsSealed == checkpoint.IsSealed && !best.Image.Span.SequenceEqual(checkpoint.Image.Span))
            throw new LedgerInvariantException($"Two images of partition {checkpoint.Partition} at offset {checkpoint.Offset}.");
        if (best is null || (checkpoint.IsSealed, checkpoint.Offset).CompareTo((best.IsSealed, best.Offset)) > 0)
            _checkpoints[checkpoint.Partition] = checkpoint;
        return true;
    });

    public Task<Checkpoint?> ReadCheckpointAsync(long runId, int partition, long? atMost, CancellationToken cancellationToken) => Do(() =>
        _checkpoints.TryGetValue(partition, out var best) && (best.IsSealed || atMost is null || best.Offset <= atMost) ? best : null);

    public Task<IReadOnlyDictionary<int, CheckpointPosition>> CheckpointPositionsAsync(long runId, CancellationToken cancellationToken) => Do(() =>
        (IReadOnlyDictionary<int, CheckpointPosition>)_checkpoints.ToDictionary(static c => c.Key, static c => new CheckpointPosition(c.Value.Offset, c.Value.IsSealed, c.Value.HasEndOfSession)));

    public Task<ClosingData> ReadClosingDataAsync(long runId, CancellationToken cancellationToken) => Do(() => Commit?.Closing ?? Closing);

    public Task<ulong> ExtendStoreBarrierAsync(long runId, long epoch, ulong proposed, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "store barrier");
        _run = _run with { Source = _run.Source! with { StoreBarrier = Math.Max(_run.Source.StoreBarrier, proposed) } };
        return _run.Source.StoreBarrier;
    });

    public Task CommitResultAsync(long runId, long epoch, ResultCommit commit, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "result");
        if (Result is not null && Result.Digest != commit.Result.Digest)
            throw new LedgerInvariantException("Two results.");
        Commit = commit;
        _run = _run with { Stage = RunStage.Settled, Digest = commit.Result.Digest, TradeCount = commit.Result.TradeCount, PreviousDigest = commit.Difference?.BeforeDigest, OpenedBefore = OpenedBefore };
        return true;
    });

    public Task ReleaseAsync(long runId, long epoch, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "release");
        _run = _run with { ReleasedAt = time.GetUtcNow() };
        return true;
    });

    public Task RejectAsync(long runId, long epoch, string reason, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "rejection");
        _run = _run with { RejectedAt = time.GetUtcNow(), RejectedBecause = reason };
        return true;
    });

    public Task<RevisionDifference?> ReadDifferenceAsync(long runId, CancellationToken cancellationToken) => Do(() => Commit?.Difference);

    public Task<SettlementResult> ReadResultAsync(long runId, CancellationToken cancellationToken) => Do(() => runId == 0 ? Former! : Result!);

    public Task RecordPublishedAsync(long runId, long epoch, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "published");
        _run = _run with { Stage = RunStage.Published };
        return true;
    });

    public Task RecordGatesAsync(long runId, long epoch, IReadOnlyList<GateResult> gates, CancellationToken cancellationToken) => Do(() =>
    {
        Guard(epoch, "gates");
        BlockedGates = gates;
        return true;
    });

    private void Guard(long epoch, string write)
    {
        if (epoch == _run.Epoch)
            return;
        Fenced.Add(write);
        throw new FencedException($"epoch {epoch} is fenced by {_run.Epoch}");
    }

    private async Task<T> Do<T>(Func<T> action)
    {
        await Task.Yield();
        lock (_lock)
        {
            if (UnavailableCalls > 0)
            {
                UnavailableCalls--;
                throw new LedgerUnavailableException("LedgerUnavailable", "The ledger is out of reach.");
            }

            return action();
        }
    }
}
