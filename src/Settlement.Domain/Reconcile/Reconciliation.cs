using Settlement.Domain.Book;

namespace Settlement.Domain.Reconcile;

/// <summary>The day of the feed beside the day of the trade store.</summary>
/// <param name="StoreBarrier">The store's rows below it were compared.</param>
/// <param name="Differences">Figures that differ, per instrument, ordered by symbol; empty when the two agree.</param>
/// <param name="Missing">Records that one of the two does not have; null when nobody has looked for them.</param>
public sealed record Reconciliation(ulong StoreBarrier, IReadOnlyList<InstrumentDifference> Differences, MissingRecords? Missing = null)
{
    /// <summary>Compares the day of the feed with the totals of the trade store.</summary>
    /// <param name="storeBarrier">The store's rows below it are compared.</param>
    /// <param name="feed">The merged day.</param>
    /// <param name="partitions">The books that it was merged from: they tell where a difference is.</param>
    /// <param name="store">The store's instruments that it has anything of.</param>
    public static Reconciliation Of(ulong storeBarrier, DayBook feed, IReadOnlyList<PartitionBook> partitions, IReadOnlyList<InstrumentTotals> store)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(partitions);
        ArgumentNullException.ThrowIfNull(store);
        var (ofFeed, ofStore) = (feed.Totals().ToDictionary(static t => t.Instrument), store.ToDictionary(static t => t.Instrument));
        string[] differing = [.. ofFeed.Keys.Union(ofStore.Keys).Where(symbol => ofFeed.GetValueOrDefault(symbol) != ofStore.GetValueOrDefault(symbol)).Order(StringComparer.Ordinal)];
        if (differing.Length == 0)
            return new Reconciliation(storeBarrier, []);
        var byInstrument = partitions
            .OrderBy(static book => book.Partition)
            .SelectMany(static book => book.Totals().Select(totals => new PartitionTotals(book.Partition, totals)))
            .ToLookup(static p => p.Totals.Instrument);
        return new Reconciliation(
            storeBarrier,
            [.. differing.Select(symbol => new InstrumentDifference(
                ofFeed.GetValueOrDefault(symbol) ?? Nothing(symbol), ofStore.GetValueOrDefault(symbol) ?? Nothing(symbol), [.. byInstrument[symbol]]))]);
    }

    /// <summary>Whether the same figures differ in the same way as in another comparison.</summary>
    public bool HasSameDifferences(Reconciliation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Differences.Select(static d => (d.Feed, d.Store)).SequenceEqual(other.Differences.Select(static d => (d.Feed, d.Store)));
    }

    private static InstrumentTotals Nothing(string symbol) => new(symbol, 0, default, default, 0, default, default);
}

/// <summary>What one partition of the feed has of an instrument, its busts included.</summary>
public sealed record PartitionTotals(int Partition, InstrumentTotals Totals);

/// <summary>An instrument for which feed and trade store differ.</summary>
/// <param name="Feed">What the feed has.</param>
/// <param name="Store">What the trade store has, which knows no partitions.</param>
/// <param name="Partitions">What each partition of the feed has of it, rising: one where records are keyed by instrument, none where the feed has nothing.</param>
public sealed record InstrumentDifference(InstrumentTotals Feed, InstrumentTotals Store, IReadOnlyList<PartitionTotals> Partitions)
{
    /// <summary>Only what differs, for people.</summary>
    public override string ToString() => $"{Feed.Instrument} ({Where()}): {string.Join(", ", Figures())}";

    private string Where() => Partitions switch
    {
        [] => "in no partition",
        [var only] => $"partition {only.Partition}",
        _ => string.Join(" and ", Partitions.Select(static p => $"partition {p.Partition} with {p.Totals.Trades} trades, quantity {p.Totals.Quantity}, value {p.Totals.Value}, {p.Totals.Busts} busts")),
    };

    private IEnumerable<string> Figures()
    {
        if (Feed.Trades != Store.Trades)
            yield return $"{Feed.Trades} trades in the feed, {Store.Trades} in the store";
        if (Feed.Quantity != Store.Quantity)
            yield return $"quantity {Feed.Quantity} and {Store.Quantity}";
        if (Feed.Value != Store.Value)
            yield return $"value {Feed.Value} and {Store.Value}";
        if (Feed.Busts != Store.Busts)
            yield return $"{Feed.Busts} busts and {Store.Busts}";
        if (Feed.BustedQuantity != Store.BustedQuantity)
            yield return $"busted quantity {Feed.BustedQuantity} and {Store.BustedQuantity}";
        if (Feed.BustedValue != Store.BustedValue)
            yield return $"busted value {Feed.BustedValue} and {Store.BustedValue}";
    }
}

/// <summary>Records that only one of feed and trade store has; one with other economics is missing on either side.</summary>
/// <param name="InStore">The store's that the feed lacks: kind and trade id, as in <c>Trade T17</c>, in ordinal order.</param>
/// <param name="InFeed">The feed's that the store lacks.</param>
/// <param name="IsComplete">False when there are more than can be told apart in bounded memory.</param>
public sealed record MissingRecords(IReadOnlyList<string> InStore, IReadOnlyList<string> InFeed, bool IsComplete);
