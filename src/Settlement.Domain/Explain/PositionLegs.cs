using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Explain;

/// <summary>
/// Finds the trade legs that one account's position in one instrument is made of. Feed it every record of the day, in any order; its size grows with the legs of this
/// position alone.
/// </summary>
public sealed class PositionLegs
{
    private readonly ReferenceData _reference;
    private readonly int _account;
    private readonly int _instrument;
    private readonly int _day;
    private readonly HashSet<(int Partition, long Sequence)> _seen = [];
    private readonly List<TradeRecord> _trades = [];
    private readonly HashSet<(TradeId, TradeTerms)> _busted = [];

    /// <summary>Prepares for an account and instrument, by their indexes in the reference data.</summary>
    public PositionLegs(ReferenceData reference, int account, int instrument)
    {
        ArgumentNullException.ThrowIfNull(reference);
        (_reference, _account, _instrument, _day) = (reference, account, instrument, reference.TradingDay.DayNumber);
    }

    /// <summary>Takes a record; those that say nothing of the position, and repeated ones, have no effect.</summary>
    public void Take(int partition, in TradeRecord record)
    {
        if (record.TradingDay != _day || record.Instrument != _instrument || (record.Buyer != _account && record.Seller != _account) || !_seen.Add((partition, record.Sequence)))
            return;
        if (record.Kind == TradeKind.Bust)
            _busted.Add((record.TradeId, TradeTerms.Of(in record)));
        else
            _trades.Add(record);
    }

    /// <summary>The legs in the order of execution, then trade id; an account that traded with itself has two of one trade.</summary>
    public IReadOnlyList<PositionLeg> All()
    {
        var meter = new FeeMeter(_reference);
        var legs = new List<PositionLeg>();
        foreach (var trade in _trades.OrderBy(static t => t.ExecutedAt).ThenBy(static t => t.TradeId))
        {
            if (trade.Buyer == _account)
                legs.Add(Leg(trade, LegSide.Buy, trade.BuyerEffect, meter));
            if (trade.Seller == _account)
                legs.Add(Leg(trade, LegSide.Sell, trade.SellerEffect, meter));
        }

        return legs;
    }

    private PositionLeg Leg(in TradeRecord trade, LegSide side, PositionEffect effect, FeeMeter meter)
    {
        var instrument = _reference.Instruments[_instrument];
        var value = Math.BigMul(trade.Price, trade.Quantity);
        return new PositionLeg(
            trade.TradeId.ToString(),
            trade.ExecutedAt,
            side,
            effect,
            ResultBuilder.ToDecimal(trade.Price, instrument.PriceScale),
            ResultBuilder.ToDecimal(trade.Quantity, instrument.QuantityScale),
            instrument.ToAmount(value),
            Amount.FromMinor(meter.Of(_account, _instrument, effect, value, trade.Quantity), instrument.Currency),
            _busted.Contains((trade.TradeId, TradeTerms.Of(in trade))));
    }
}

/// <summary>Side of a trade leg.</summary>
public enum LegSide
{
    /// <summary>The account bought.</summary>
    Buy,

    /// <summary>The account sold.</summary>
    Sell,
}

/// <summary>One side of a trade, as it counts for an account's position.</summary>
/// <param name="TradeId">The venue's id of the match.</param>
/// <param name="ExecutedAt">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Side">Bought or sold.</param>
/// <param name="Effect">Whether it opens or closes.</param>
/// <param name="Price">Price.</param>
/// <param name="Quantity">Quantity.</param>
/// <param name="Value">Price × quantity × multiplier.</param>
/// <param name="Fee">Fee of the leg.</param>
/// <param name="IsBusted">The trade was busted: the leg counts for nothing.</param>
public sealed record PositionLeg(string TradeId, long ExecutedAt, LegSide Side, PositionEffect Effect, decimal Price, decimal Quantity, Amount Value, Amount Fee, bool IsBusted);
