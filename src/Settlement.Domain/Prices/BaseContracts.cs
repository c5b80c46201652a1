using Settlement.Domain.Book;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>
/// The contracts of each product that others may follow: traded on the day, with a settlement price of their own tiers and one of the day before. The
/// base of a contract is the one of them with the nearest expiry; a contract that asks has no price of its own tiers, so it is none of them.
/// </summary>
internal sealed class BaseContracts
{
    private readonly ILookup<string, BaseChange> _byProduct;

    internal BaseContracts(ReferenceData reference, DaySums sums, IReadOnlyList<SettlementPrice?> prices) =>
        _byProduct = Enumerable.Range(0, prices.Count)
            .Where(i => sums.Of(i) is { Day.Trades: > 0 })
            .OrderBy(i => reference.Instruments[i].Expiry ?? DateOnly.MaxValue)
            .ThenBy(static i => i)
            .SelectMany(i => prices[i]?.Price is { } price && reference.Instruments[i].PreviousSettlement is { } previous
                ? new[] { (reference.Instruments[i].Product, Change: new BaseChange(reference.Instruments[i].Symbol, (Int128)price - previous)) }
                : [])
            .ToLookup(static b => b.Product, static b => b.Change, StringComparer.Ordinal);

    /// <summary>How far the instrument's base has moved; null when it has none.</summary>
    internal BaseChange? Of(Instrument instrument) => _byProduct[instrument.Product].FirstOrDefault();
}

/// <summary>Settlement price of a base contract less that of the day before, in units of the product's price scale.</summary>
internal sealed record BaseChange(string Symbol, Int128 Change);
