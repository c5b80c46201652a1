using System.Numerics;
using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>Finds an instrument's settlement price: the first tier that can answer does.</summary>
internal static class PriceFinder
{
    private const int UnroundedDecimals = 6;

    internal static SettlementPrice Find(Instrument instrument, InstrumentSums? sums)
    {
        var window = 0;
        foreach (var tier in instrument.Tiers)
        {
            var answer = tier.Kind switch
            {
                PriceTierKind.WindowVwap => Vwap(instrument, tier.Kind, sums?.Windows[window++]),
                PriceTierKind.DayVwap => Vwap(instrument, tier.Kind, sums?.Day),
                PriceTierKind.LastTrade => LastTrade(instrument, sums),
                PriceTierKind.PreviousSettlement => Previous(instrument),
                _ => throw new InvalidOperationException($"Instrument {instrument.Symbol}: unknown settlement-price tier {tier.Kind}."),
            };
            if (answer is not null)
                return answer;
        }

        return SettlementPrice.None($"{instrument.Symbol}: none of {string.Join(", ", instrument.Tiers.Select(static t => t.Kind))} could answer");
    }

    private static SettlementPrice? Vwap(Instrument instrument, PriceTierKind kind, VwapSums? evidence)
    {
        if (evidence is not { Volume: > 0, Trades: > 0 } sums)
            return null;
        var price = TickGrid.Round(sums.Value, sums.Volume, instrument.Tick, instrument.PreviousSettlement);
        return new SettlementPrice(price, kind, Cut(sums.Value, sums.Volume, instrument.PriceScale), sums.Trades, sums.Volume, "");
    }

    private static SettlementPrice? LastTrade(Instrument instrument, InstrumentSums? sums)
    {
        if (sums is not { Last: { } last, Day.Trades: > 0 })
            return null;
        // Stepping on would be wrong: there is a last trade, only this book does not remember it.
        if (last.Count == 0)
            return Undecided(instrument);
        ref readonly var mark = ref last[last.Count - 1];
        var price = TickGrid.Round(mark.Price, 1, instrument.Tick, instrument.PreviousSettlement);
        return new SettlementPrice(price, PriceTierKind.LastTrade, Cut(mark.Price, 1, instrument.PriceScale), 1, mark.Quantity, "");
    }

    private static SettlementPrice Undecided(Instrument instrument) => SettlementPrice.None(
        $"{instrument.Symbol}: the last {TopMarks.Capacity} trades are busted, and the book remembers no more of them for {PriceTierKind.LastTrade}");

    private static SettlementPrice? Previous(Instrument instrument) => instrument.PreviousSettlement is { } price
        ? new SettlementPrice(price, PriceTierKind.PreviousSettlement, Cut(price, 1, instrument.PriceScale), 0, 0, "")
        : null;

    private static decimal Cut(Int128 numerator, long denominator, int scale)
    {
        var divisor = denominator * (BigInteger)PowerOfTen.Of(scale);
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator) * (BigInteger)PowerOfTen.Of(UnroundedDecimals), divisor, out var remainder);
        if (remainder * 2 >= divisor)
            quotient += 1;
        return (decimal)(numerator < 0 ? -quotient : quotient) / 1_000_000m;
    }
}
