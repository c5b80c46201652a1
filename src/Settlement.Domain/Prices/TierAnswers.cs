using System.Numerics;
using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>What the tiers of one instrument answer.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="sums">Evidence of its trades; null when it was not traded.</param>
/// <param name="published">Price that the venue published; null when none came.</param>
/// <param name="bases">Base contracts; null while they are not known, which ends the asking at the first tier that needs them.</param>
internal sealed class TierAnswers(Instrument instrument, InstrumentSums? sums, decimal? published, BaseContracts? bases)
{
    private const int UnroundedDecimals = 6;

    private int _window;
    private int _last;

    /// <summary>The first answer; null when no tier has one.</summary>
    internal SettlementPrice? Answer()
    {
        foreach (var tier in instrument.Tiers)
        {
            if (bases is null && tier.Kind is PriceTierKind.BaseChange or PriceTierKind.ListingBenchmark)
                return null;
            try
            {
                if (Ask(tier) is { } answer)
                    return answer;
            }
            catch (OverflowException)
            {
                return SettlementPrice.None($"{instrument.Symbol}: the price of {tier.Kind} does not fit into 64 bits");
            }
        }

        return null;
    }

    private SettlementPrice? Ask(PriceTier tier)
    {
        var watched = sums is null ? [] : sums.Windows.AsSpan(_window, tier.Watched.Count());
        _window += watched.Length;
        return tier.Kind switch
        {
            PriceTierKind.WindowVwap => Vwap(tier, watched.IsEmpty ? null : watched[0], tier.Windows[0]),
            PriceTierKind.SteppingVwap => Stepping(tier, watched),
            PriceTierKind.DayVwap => Vwap(tier, sums?.Day, null),
            PriceTierKind.LastTrade => LastTrade(tier, watched),
            PriceTierKind.PreviousSettlement => Exact(tier, instrument.PreviousSettlement),
            PriceTierKind.BaseChange => instrument.PreviousSettlement is { } previous && bases!.Of(instrument) is { } change ? Moved(tier, previous, change) : null,
            PriceTierKind.ListingBenchmark => instrument.ListingBenchmark is { } benchmark && instrument.PreviousSettlement is null
                ? bases!.Of(instrument) is { } change ? Moved(tier, benchmark, change) : Exact(tier, benchmark)
                : null,
            PriceTierKind.Published => Published(tier),
            _ => throw new InvalidOperationException($"Instrument {instrument.Symbol}: unknown settlement-price tier {tier.Kind}."),
        };
    }

    private SettlementPrice? Stepping(PriceTier tier, ReadOnlySpan<VwapSums> watched)
    {
        if (watched.IsEmpty || (tier.Needed is not null && watched[^1].Trades <= 0))
            return null;
        for (var i = 0; i < tier.Windows.Count; i++)
        {
            if (Vwap(tier, watched[i], tier.Windows[i]) is { } answer)
                return answer;
        }

        return null;
    }

    private SettlementPrice? Vwap(PriceTier tier, VwapSums? evidence, TimeWindow? window)
    {
        if (evidence is not { Volume: > 0 } average || average.Trades < tier.MinTrades)
            return null;
        return Rounded(tier, average.Value, average.Volume) with { EvidenceTrades = average.Trades, EvidenceVolume = average.Volume, Window = window };
    }

    private SettlementPrice? LastTrade(PriceTier tier, ReadOnlySpan<VwapSums> watched)
    {
        var last = _last++;
        if (sums is null || (watched.IsEmpty ? sums.Day : watched[0]).Trades <= 0)
            return null;
        var marks = sums.Last[last].Marks;
        // Stepping on would be wrong: there is a last trade, only this book does not remember it.
        if (marks.Count == 0)
            return SettlementPrice.None($"{instrument.Symbol}: the last {TopMarks.Capacity} trades are busted, and the book remembers no more of them for {tier.Kind}");
        ref readonly var mark = ref marks[marks.Count - 1];
        return Rounded(tier, mark.Price, 1) with { EvidenceTrades = 1, EvidenceVolume = mark.Quantity, Window = tier.Windows.Count == 0 ? null : tier.Windows[0] };
    }

    private SettlementPrice Moved(PriceTier tier, long from, BaseChange change) => Rounded(tier, from + change.Change, 1) with { Base = change.Symbol };

    private SettlementPrice? Exact(PriceTier tier, long? price) =>
        price is { } exact ? new SettlementPrice(exact, tier.Kind, Cut(exact, 1, instrument.PriceScale), 0, 0, "") : null;

    private SettlementPrice? Published(PriceTier tier)
    {
        if (published is not { } price)
            return null;
        var units = price * (decimal)PowerOfTen.Of(instrument.PriceScale);
        return decimal.Truncate(units) == units
            ? Exact(tier, (long)units)
            : SettlementPrice.None(FormattableString.Invariant($"{instrument.Symbol}: the published price {price} has more than {instrument.PriceScale} decimals"));
    }

    private SettlementPrice Rounded(PriceTier tier, Int128 numerator, long denominator)
    {
        var price = TickGrid.Round(numerator, denominator, instrument.Tick, instrument.PreviousSettlement, instrument.Rounding);
        return new SettlementPrice(price, tier.Kind, Cut(numerator, denominator, instrument.PriceScale), 0, 0, "");
    }

    private static decimal Cut(Int128 numerator, long denominator, int scale)
    {
        var divisor = denominator * (BigInteger)PowerOfTen.Of(scale);
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator) * (BigInteger)PowerOfTen.Of(UnroundedDecimals), divisor, out var remainder);
        if (remainder * 2 >= divisor)
            quotient += 1;
        return (decimal)(numerator < 0 ? -quotient : quotient) / 1_000_000m;
    }
}
