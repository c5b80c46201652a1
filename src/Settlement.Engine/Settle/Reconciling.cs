using Settlement.Domain.Book;
using Settlement.Domain.Reconcile;
using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>Compares the day of the feed with the trade store as it is now, and looks for the records behind a difference.</summary>
internal sealed class Reconciling(SettlerOptions options, StoreReading store, ITradeFeedSource source, EngineLog log)
{
    private Reconciliation? _last;

    /// <summary>The comparison; null where none is asked for.</summary>
    /// <exception cref="TradeStoreException">The trade store cannot be read.</exception>
    /// <exception cref="FeedException">The feed cannot be read once more.</exception>
    public async Task<Reconciliation?> CompareAsync(FeedDay day, CancellationToken cancellationToken)
    {
        if (!options.Reconcile)
            return null;
        var storeBarrier = await store.DrawBarrierAsync(cancellationToken).ConfigureAwait(false);
        var reconciliation = Reconciliation.Of(storeBarrier, day.Book, day.Books, await store.TotalsAsync(storeBarrier, cancellationToken).ConfigureAwait(false));
        if (reconciliation.Differences.Count > 0)
        {
            var missing = _last is { Missing: { } known } && _last.HasSameDifferences(reconciliation)
                ? known
                : await SearchAsync(day, storeBarrier, cancellationToken).ConfigureAwait(false);
            reconciliation = reconciliation with { Missing = missing };
        }

        return _last = reconciliation;
    }

    private async Task<MissingRecords> SearchAsync(FeedDay day, ulong storeBarrier, CancellationToken cancellationToken)
    {
        var search = new MissingSearch();
        await store.ReadAsync(storeBarrier, (in record) => search.FeedStore(in record), cancellationToken).ConfigureAwait(false);
        foreach (var book in day.Books)
        {
            var pass = search.Pass(book, day.Barrier[book.Partition]);
            await source.ReadAgainAsync(book.Partition, pass.From, pass.To, (offset, in record) => pass.Feed(offset, in record), cancellationToken).ConfigureAwait(false);
        }

        var missing = search.Result();
        log.Unreconciled(missing.InFeed.Count, missing.InStore.Count);
        return missing;
    }
}

/// <summary>The whole day as the feed has it.</summary>
/// <param name="Book">The merged books, busts resolved.</param>
/// <param name="Books">The sealed books of all partitions.</param>
/// <param name="Barrier">The barrier that they were sealed at.</param>
internal sealed record FeedDay(DayBook Book, IReadOnlyList<PartitionBook> Books, IReadOnlyDictionary<int, long> Barrier);
