using Settlement.Domain.Book;
using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Drain;

/// <summary>
/// Waits until every partition of the barrier is sealed, here or, by its checkpoint, at another settler, and shows how far it is.
/// </summary>
internal sealed class FeedDrain(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, Standing standing, EngineLog log)
{
    private readonly Dictionary<int, PartitionBook> _fromLedger = [];

    /// <summary>Drains. Under <see cref="FailurePolicy.Halt"/> it never gives up, but says what it waits for.</summary>
    public async Task<DrainOutcome> RunAsync(IReadOnlyDictionary<int, long> barrier, Func<bool> standsBack, CancellationToken cancellationToken)
    {
        if (PartitionMismatch(barrier) is { } mismatch)
            return mismatch;
        listener.SetBarrier(barrier);
        var started = ports.Time.GetTimestamp();
        while (true)
        {
            var missing = await MissingAsync(barrier, cancellationToken).ConfigureAwait(false);
            if (missing.Count == 0)
                return new DrainOutcome.Drained([.. barrier.Keys.Order().Select(BookOf)]);
            if (standsBack())
                return new DrainOutcome.StandBack();
            if (ports.Review.Review.RejectedBecause.Length > 0)
                return new DrainOutcome.Interrupted();
            var progress = await ProgressAsync(barrier, missing, cancellationToken).ConfigureAwait(false);
            var failure = Failure(ports.Time.GetElapsedTime(started), progress);
            if (failure is not null && options.OnFailure == FailurePolicy.TradeStore)
                return failure;
            standing.WaitFor(failure?.Reason ?? "Draining", failure?.Message ?? progress);
            if (failure is not null)
                log.Waiting(failure.Reason, failure.Message);
            await listener.Changed.WaitAsync(options.PollInterval, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private PartitionBook BookOf(int partition) => listener.Sealed.TryGetValue(partition, out var own) ? own : _fromLedger[partition];

    private DrainOutcome.Failed? PartitionMismatch(IReadOnlyDictionary<int, long> barrier) =>
        barrier.Count == registration.FirstOffsets.Count
            ? null
            : new DrainOutcome.Failed(
                "PartitionCountChanged",
                $"The trade topic had {registration.FirstOffsets.Count} partitions when the run was registered and {barrier.Count} at the close, so instruments may have moved between partitions; the run is not settled from the feed.");

    private DrainOutcome.Failed? Failure(TimeSpan elapsed, string progress)
    {
        if (listener.State.IsTripped && options.ReadsEverything)
            return new DrainOutcome.Failed("ListenerTripped", listener.State.Message);
        return elapsed >= options.DrainTimeout
            ? new DrainOutcome.Failed("DrainTimedOut", $"Not drained within {options.DrainTimeout.TotalSeconds:0.###} s: {progress}")
            : null;
    }

    private async Task<IReadOnlyList<int>> MissingAsync(IReadOnlyDictionary<int, long> barrier, CancellationToken cancellationToken)
    {
        var missing = barrier.Keys.Where(p => !listener.Sealed.ContainsKey(p) && !_fromLedger.ContainsKey(p)).ToList();
        if (missing.Count == 0)
            return missing;
        var positions = await ports.Ledger.CheckpointPositionsAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
        foreach (var partition in missing.Where(p => positions.TryGetValue(p, out var position) && position.IsSealed).ToList())
        {
            var checkpoint = await ports.Ledger.ReadCheckpointAsync(registration.RunId, partition, barrier[partition], cancellationToken).ConfigureAwait(false);
            if (checkpoint is not { IsSealed: true })
                continue;
            _fromLedger[partition] = PartitionBook.Decode(registration.Reference!, checkpoint.Image.Span);
            missing.Remove(partition);
        }

        return missing;
    }

    private async Task<string> ProgressAsync(IReadOnlyDictionary<int, long> barrier, IReadOnlyList<int> missing, CancellationToken cancellationToken)
    {
        var state = listener.State;
        var written = options.ReadsEverything
            ? null
            : await ports.Ledger.CheckpointPositionsAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
        return string.Join("; ", missing.Select(p => Describe(p, barrier[p], state, written)));
    }

    private static string Describe(int partition, long end, ListenerState state, IReadOnlyDictionary<int, CheckpointPosition>? written)
    {
        if (state.Holes.TryGetValue(partition, out var holes) && state.Positions[partition] >= end)
            return $"partition {partition}: sequence {holes} missing";
        if (state.Positions.TryGetValue(partition, out var position))
            return $"partition {partition}: at offset {position} of {end}";
        return written is not null && written.TryGetValue(partition, out var checkpoint)
            ? $"partition {partition}: at another settler, checkpoint at offset {checkpoint.Offset} of {end}"
            : $"partition {partition}: assigned to nobody who has reported";
    }
}
