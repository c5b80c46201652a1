using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>A position with its profit and loss in money, by both forms.</summary>
internal readonly record struct PositionProfit(
    DayPosition Position, long ItemisedClosing, Amount BoughtValue, Amount SoldValue, Amount Close, Amount Open, Amount Total)
{
    /// <exception cref="OverflowException">An amount does not fit.</exception>
    internal static PositionProfit Of(in DayPosition position, Instrument instrument, long settlement)
    {
        // Without a previous settlement nothing was carried, so any value serves.
        var previous = instrument.PreviousSettlement ?? 0;
        var items = DayProfit.Itemised(in position, settlement, previous);
        return new PositionProfit(
            position,
            items.Closing,
            instrument.ToAmount(position.BoughtValue),
            instrument.ToAmount(position.SoldValue),
            instrument.ToAmount((Int128)items.Close),
            instrument.ToAmount((Int128)items.Open),
            instrument.ToAmount((Int128)DayProfit.Total(in position, settlement, previous)));
    }
}
