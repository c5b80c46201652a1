using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>A position with its figures in money: profit and loss by both forms, fees, and margin.</summary>
internal readonly record struct PositionProfit(
    DayPosition Position,
    long ItemisedLong,
    long ItemisedShort,
    Amount BoughtValue,
    Amount SoldValue,
    Amount Close,
    Amount Open,
    Amount Total,
    Amount Fees,
    Amount LongMargin,
    Amount ShortMargin)
{
    /// <summary>Margin that the account is charged for the position.</summary>
    internal Amount Margin => LongMargin + ShortMargin;

    /// <summary>The figures of a position; what is delivered has no profit and no margin.</summary>
    /// <param name="position">The position.</param>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="settlement">Settlement price; not looked at for a cash instrument.</param>
    /// <param name="margin">Margin of the instrument; null for none.</param>
    /// <exception cref="OverflowException">An amount is beyond what a row can state.</exception>
    internal static PositionProfit Of(in DayPosition position, Instrument instrument, long settlement, MarginFormula? margin)
    {
        // Without a previous settlement nothing was carried, so any value serves.
        var previous = instrument.PreviousSettlement ?? 0;
        var isCash = instrument.Kind == InstrumentKind.Cash;
        var items = isCash
            ? new ItemisedProfit(0, 0, checked((long)position.ClosingLong), checked((long)position.ClosingShort))
            : DayProfit.Itemised(in position, settlement, previous);
        var total = isCash ? 0 : DayProfit.Total(in position, settlement, previous);
        var (longMargin, shortMargin) = margin?.Of(in position, settlement) ?? default;
        return new PositionProfit(
            position,
            items.ClosingLong,
            items.ClosingShort,
            instrument.ToAmount(position.BoughtValue).Stated(),
            instrument.ToAmount(position.SoldValue).Stated(),
            instrument.ToAmount(checked((Int128)items.Close)).Stated(),
            instrument.ToAmount(checked((Int128)items.Open)).Stated(),
            instrument.ToAmount(checked((Int128)total)).Stated(),
            Amount.FromMinor(position.Fees, instrument.Currency).Stated(),
            longMargin.Stated(),
            shortMargin.Stated());
    }
}
