using System.Numerics;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Support;

/// <summary>
/// An independent checker: knows the right prices and profits from the list of the day's trades alone, trade by trade, without sums, books or partitions.
/// Covers the tiers window VWAP, day VWAP, last trade and previous settlement; money as fractions of whole units.
/// </summary>
internal static class Oracle
{
    /// <summary>Checks a result against the trades that were not busted.</summary>
    internal static void Check(ReferenceData reference, IReadOnlyList<TradeRecord> trades, SettlementResult result)
    {
        for (var i = 0; i < reference.Instruments.Count; i++)
        {
            var instrument = reference.Instruments[i];
            var own = trades.Where(t => t.Instrument == i).ToList();
            var row = result.Prices.Single(p => p.Instrument == instrument.Symbol);
            var (price, tier) = Price(instrument, [.. own.Where(static t => t.Quantity > 0)]);
            Assert.Equal(price / Power(instrument.PriceScale), row.Price);
            Assert.Equal(tier, row.Tier);
            Assert.Equal(own.Count, row.Trades);
            Assert.Equal(own.Sum(static t => (decimal)t.Quantity) / Power(instrument.QuantityScale), row.Volume);
            for (var a = 0; a < reference.Accounts.Count; a++)
                CheckAccount(reference, own, result, a, i, price);
        }
    }

    private static void CheckAccount(ReferenceData reference, List<TradeRecord> trades, SettlementResult result, int account, int index, decimal price)
    {
        var instrument = reference.Instruments[index];
        var (participant, name) = reference.Accounts[account];
        var row = result.Positions.SingleOrDefault(p => p.Participant == participant && p.Account == name && p.Instrument == instrument.Symbol);
        decimal opening = reference.Openings.Where(o => o.Account == account && o.Instrument == index).Sum(static o => o.Quantity);
        var points = opening * (price - (instrument.PreviousSettlement ?? 0));
        var closing = opening;
        foreach (var trade in trades)
        {
            if (trade.Buyer == account)
            {
                points += trade.Quantity * (price - trade.Price);
                closing += trade.Quantity;
            }

            if (trade.Seller == account)
            {
                points += trade.Quantity * (trade.Price - price);
                closing -= trade.Quantity;
            }
        }

        Assert.Equal(points * instrument.Multiplier / Power(instrument.ValueScale), row?.DayProfit.ToDecimal() ?? 0);
        Assert.Equal(closing / Power(instrument.QuantityScale), row is null ? 0 : row.ClosingLong - row.ClosingShort);
        var posted = result.Journal.Where(j => j.Account == reference.Accounts[account].ToString() && j.Instrument == instrument.Symbol).Sum(static j => j.Credit.ToDecimal() - j.Debit.ToDecimal());
        Assert.Equal(posted, row?.DayProfit.ToDecimal() ?? 0);
    }

    private static (decimal Price, PriceTierKind Tier) Price(Instrument instrument, List<TradeRecord> trades)
    {
        foreach (var tier in instrument.Tiers)
        {
            var looked = tier.Kind switch
            {
                PriceTierKind.WindowVwap => trades.Where(t => tier.Windows[0].Contains(t.ExecutedAt)).ToList(),
                PriceTierKind.DayVwap => trades,
                PriceTierKind.LastTrade => [.. trades.OrderBy(static t => t.ExecutedAt).ThenBy(static t => t.TradeId.ToString(), StringComparer.Ordinal).TakeLast(1)],
                _ => [],
            };
            if (looked.Count > 0)
                return (Nearest(looked, instrument), tier.Kind);
            if (tier.Kind == PriceTierKind.PreviousSettlement && instrument.PreviousSettlement is { } previous)
                return (previous, tier.Kind);
        }

        throw new InvalidOperationException($"{instrument.Symbol} has no price");
    }

    /// <summary>The tick nearest to the average, searched, not computed.</summary>
    private static decimal Nearest(List<TradeRecord> trades, Instrument instrument)
    {
        var value = trades.Aggregate(BigInteger.Zero, static (sum, t) => sum + ((BigInteger)t.Price * t.Quantity));
        var volume = trades.Aggregate(BigInteger.Zero, static (sum, t) => sum + t.Quantity);
        var around = (long)(value / volume / instrument.Tick);
        return Enumerable.Range(-2, 5)
            .Select(step => (around + step) * instrument.Tick)
            .OrderBy(tick => BigInteger.Abs((tick * volume) - value))
            .ThenBy(tick => instrument.PreviousSettlement is { } previous ? Math.Abs(tick - previous) : 0)
            .ThenByDescending(static tick => Math.Abs(tick))
            .First();
    }

    private static decimal Power(int scale) => (decimal)Domain.Money.PowerOfTen.Of(scale);
}
