using Settlement.Domain.Book;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>Finds the settlement prices of a day: of each instrument, the first tier that can answer does.</summary>
internal static class PriceFinder
{
    /// <summary>
    /// One answer per instrument. Contracts whose tiers follow a base contract come second: a base is settled by its own tiers before those, so nothing depends on
    /// the order of the instruments and nothing goes in a circle.
    /// </summary>
    internal static SettlementPrice[] Find(ReferenceData reference, DaySums sums, ClosingData closing)
    {
        var published = closing.PublishedPrices.ToDictionary(static p => p.Instrument, static p => p.Price, StringComparer.Ordinal);
        var prices = new SettlementPrice?[reference.Instruments.Count];
        for (var i = 0; i < prices.Length; i++)
            prices[i] = Tiers(i, null).Answer();
        var bases = new BaseContracts(reference, sums, prices);
        return [.. prices.Select((price, i) => price ?? Tiers(i, bases).Answer() ?? Unanswered(reference.Instruments[i]))];

        TierAnswers Tiers(int i, BaseContracts? bases)
        {
            var instrument = reference.Instruments[i];
            return new TierAnswers(instrument, sums.Of(i), published.TryGetValue(instrument.Symbol, out var price) ? price : null, bases);
        }
    }

    private static SettlementPrice Unanswered(Instrument instrument)
    {
        var help = instrument.Tiers.Any(static t => t.Kind == PriceTierKind.Published) ? "; load the price that the venue published as closing data" : "";
        return SettlementPrice.None($"{instrument.Symbol}: none of {string.Join(", ", instrument.Tiers.Select(static t => t.Kind))} could answer{help}");
    }
}
