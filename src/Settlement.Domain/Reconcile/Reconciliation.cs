using Settlement.Domain.Book;

namespace Settlement.Domain.Reconcile;

/// <summary>The day of the feed beside the day of the trade store.</summary>
/// <param name="StoreBarrier">The store's rows below it were compared.</param>
/// <param name="Differences">Figures that differ, per instrument, ordered by symbol; empty when the two agree.</param>
/// <param name="Missing">Records that one of the two does not have; null when nobody has looked for them.</param>
public sealed record Reconciliation(ulong StoreBarrier, IReadOnlyList<InstrumentDifference> Differences, MissingRecords? Missing = null)
{
    /// <summary>Compares the totals of the two; each lists the instruments that it has anything of.</summary>
    public static Reconciliation Of(ulong storeBarrier, IReadOnlyList<InstrumentTotals> feed, IReadOnlyList<InstrumentTotals> store)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(store);
        var (ofFeed, ofStore) = (feed.ToDictionary(static t => t.Instrument), store.ToDictionary(static t => t.Instrument));
        return new Reconciliation(
            storeBarrier,
            [.. ofFeed.Keys.Union(ofStore.Keys)
                .Order(StringComparer.Ordinal)
                .Select(symbol => new InstrumentDifference(ofFeed.GetValueOrDefault(symbol) ?? Nothing(symbol), ofStore.GetValueOrDefault(symbol) ?? Nothing(symbol)))
                .Where(static d => d.Feed != d.Store)]);
    }

    private static InstrumentTotals Nothing(string symbol) => new(symbol, 0, default, default, 0, default, default);
}

/// <summary>An instrument for which feed and trade store differ.</summary>
/// <param name="Feed">What the feed has.</param>
/// <param name="Store">What the trade store has.</param>
public sealed record InstrumentDifference(InstrumentTotals Feed, InstrumentTotals Store)
{
    /// <summary>Only what differs, for people.</summary>
    public override string ToString() => Feed.Instrument + ": " + string.Join(", ", Figures());

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
