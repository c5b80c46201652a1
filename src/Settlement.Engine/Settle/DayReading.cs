using Settlement.Domain.Book;
using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>The day to be settled, whole, and where the next one begins.</summary>
/// <param name="Book">Every partition merged, or the trade store read to its barrier; busts resolved.</param>
/// <param name="Feed">The day as the feed has it; null when it was read from the trade store.</param>
/// <param name="Seams">Per partition: first offset that can hold the next trading day.</param>
internal sealed record DayInput(DayBook Book, FeedDay? Feed, IReadOnlyDictionary<int, long> Seams);

/// <summary>
/// Brings the day together from its source. What was read is kept, so that the gates of a blocked run can be checked again and again without
/// reading anew.
/// </summary>
internal sealed class DayReading(SettlerPorts ports, Registration registration, Listener listener, StoreReading store, BustReading busts, EngineLog log)
{
    private DayInput? _ofFeed;
    private (ulong Barrier, DayInput? Input)? _ofStore;

    /// <summary>The day from the sealed books of all partitions.</summary>
    public async Task<DayInput> FromFeedAsync(IReadOnlyList<PartitionBook> books, IReadOnlyDictionary<int, long> barrier, CancellationToken cancellationToken)
    {
        if (_ofFeed is { } known)
            return known;
        TellLateTrades(books);
        var day = DayBook.Merge(registration.Reference!, books);
        await busts.ResolveAsync(day, books, barrier, cancellationToken).ConfigureAwait(false);
        return _ofFeed = new DayInput(day, new FeedDay(day, books, barrier), books.ToDictionary(static b => b.Partition, b => b.FirstLaterDayOffset ?? barrier[b.Partition]));
    }

    /// <summary>
    /// The day from the trade store, up to the run's barrier. A run that was read before and is not settled was refused by its gates, or its rows made no book: rows that have come since move its barrier on.
    /// </summary>
    public async Task<DayInput> FromStoreAsync(RunState run, long epoch, CancellationToken cancellationToken)
    {
        var barrier = run.Source!.StoreBarrier;
        if (_ofStore is { } known)
        {
            var now = await store.DrawBarrierAsync(cancellationToken).ConfigureAwait(false);
            if (known.Barrier != barrier || await store.HasGrownAsync(barrier, now, cancellationToken).ConfigureAwait(false))
                barrier = await ports.Ledger.ExtendStoreBarrierAsync(registration.RunId, epoch, now, cancellationToken).ConfigureAwait(false);
            else if (known.Input is { } read)
                return read;
        }

        try
        {
            var input = new DayInput(await store.ReadAsync(barrier, cancellationToken).ConfigureAwait(false), null, Seams(run.Barrier!));
            _ofStore = (barrier, input);
            return input;
        }
        catch (TradeStoreException)
        {
            _ofStore = (barrier, null);
            throw;
        }
    }

    /// <summary>Where the next day starts when the feed was not drained: as far as this settler or the former run knows, never beyond the barrier.</summary>
    private Dictionary<int, long> Seams(IReadOnlyDictionary<int, long> barrier)
    {
        var known = listener.State.Seams;
        var former = registration.Former?.NextDayOffsets;
        return barrier.ToDictionary(static b => b.Key, b => Math.Min(b.Value, Math.Max(
            known.TryGetValue(b.Key, out var seam) ? seam : registration.FirstOffsets.GetValueOrDefault(b.Key),
            former?.GetValueOrDefault(b.Key) ?? 0)));
    }

    /// <summary>Records of earlier days are not settled here; somebody must know that there are some, whether or not the run comes to a result that lists them.</summary>
    private void TellLateTrades(IReadOnlyList<PartitionBook> books)
    {
        var count = books.Sum(static b => b.Late);
        if (count == 0)
            return;
        var first = books.First(static b => b.LateTrades.Count > 0);
        var trade = first.LateTrades[0];
        var message = $"{count} records of earlier trading days are not settled here; the first is partition {first.Partition}, offset {trade.Offset}: {trade.Day:yyyy-MM-dd}, trade {trade.TradeId}. The ledger lists them with the result, in settlement.late_trades; they need a revision of their day.";
        log.LateTrades(message);
        ports.Report.Event("LateTrades", message, isWarning: true);
    }
}
