using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Book;

/// <summary>What a source of trades says about a day and instrument, to be compared with another source.</summary>
/// <param name="Instrument">Symbol.</param>
/// <param name="Trades">Trades, those of zero quantity and the busted ones included.</param>
/// <param name="Quantity">Their quantity.</param>
/// <param name="Value">Σ price × quantity, without multiplier.</param>
/// <param name="Busts">Busts.</param>
/// <param name="BustedQuantity">Their quantity.</param>
/// <param name="BustedValue">Σ price × quantity of the busts, without multiplier.</param>
public sealed record InstrumentTotals(string Instrument, long Trades, Amount Quantity, Amount Value, long Busts, Amount BustedQuantity, Amount BustedValue)
{
    /// <summary>Of each instrument that there is anything of, ordered by symbol.</summary>
    /// <param name="reference">What the sums were folded under.</param>
    /// <param name="sums">The day's trades.</param>
    /// <param name="busted">The day's busts.</param>
    /// <param name="takenTrades">Per instrument: trades that busts have taken out of <paramref name="sums"/>; empty where none were.</param>
    /// <param name="takenValue">Σ price × quantity of them.</param>
    /// <exception cref="OverflowException">A value does not fit.</exception>
    internal static IReadOnlyList<InstrumentTotals> Of(ReferenceData reference, DaySums sums, BustTable busted, ReadOnlySpan<long> takenTrades, ReadOnlySpan<Int128> takenValue)
    {
        var count = reference.Instruments.Count;
        var (busts, bustedQuantity, bustedValue) = (new long[count], new Int128[count], new Int128[count]);
        foreach (var (_, variants) in busted.Sorted())
        {
            foreach (var (terms, _) in variants)
            {
                busts[terms.Instrument]++;
                bustedQuantity[terms.Instrument] += terms.Quantity;
                bustedValue[terms.Instrument] += Math.BigMul(terms.Price, terms.Quantity);
            }
        }

        var totals = new List<InstrumentTotals>(count);
        for (var i = 0; i < count; i++)
        {
            var (instrument, traded) = (reference.Instruments[i], sums.Of(i));
            var trades = (traded?.Trades ?? 0) + (takenTrades.IsEmpty ? 0 : takenTrades[i]);
            if (trades == 0 && busts[i] == 0)
                continue;
            var valueScale = instrument.PriceScale + instrument.QuantityScale;
            totals.Add(new InstrumentTotals(
                instrument.Symbol,
                trades,
                Amount.FromScaled(traded?.TradedQuantity ?? 0, instrument.QuantityScale),
                Amount.FromScaled((traded?.Day.Value ?? 0) + (takenValue.IsEmpty ? 0 : takenValue[i]), valueScale),
                busts[i],
                Amount.FromScaled(bustedQuantity[i], instrument.QuantityScale),
                Amount.FromScaled(bustedValue[i], valueScale)));
        }

        totals.Sort(static (left, right) => string.CompareOrdinal(left.Instrument, right.Instrument));
        return totals;
    }
}
