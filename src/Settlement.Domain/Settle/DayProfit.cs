using System.Numerics;

namespace Settlement.Domain.Settle;

/// <summary>
/// Daily profit and loss of one account and instrument in units of price × quantity, by two forms that are computed on different ways and must
/// agree exactly.
/// </summary>
internal static class DayProfit
{
    /// <summary>
    /// The total formula: Σ sells (p − S)·q + Σ buys (S − p)·q + (S − S₀)·opening.
    /// </summary>
    internal static BigInteger Total(in DayPosition position, long settlement, long previous) =>
        position.SoldValue - (BigInteger)position.BoughtValue
        + ((BigInteger)settlement * ((BigInteger)position.Bought - position.Sold))
        + (((BigInteger)settlement - previous) * position.Opening);

    /// <summary>
    /// The itemised formula. What is closed comes from the carried position first, then from today's trades; the value of a part of the day's buys or
    /// sells is its share by quantity, rounded down, and the remainder stays with the rest. Where sides are kept apart, each is itemised by itself.
    /// </summary>
    internal static ItemisedProfit Itemised(in DayPosition position, long settlement, long previous)
    {
        if (position.Sides is { } sides)
        {
            var (longs, shorts) = (Side(sides.Long, position.OpeningLong, settlement, previous), Side(sides.Short, position.OpeningShort, settlement, previous));
            return new ItemisedProfit(longs.Close - shorts.Close, longs.Open - shorts.Open, longs.Closing, shorts.Closing);
        }

        var (bought, sold) = (new Lot(position.Bought, position.BoughtValue), new Lot(position.Sold, position.SoldValue));
        return position.Opening >= 0
            ? Net(Profits(position.Opening, bought, sold, settlement, previous))
            : -Net(Profits(-position.Opening, sold, bought, settlement, previous));
    }

    /// <summary>One side as if it were long: a short side loses what a long one gains.</summary>
    private static SideProfit Side(DaySide side, long carried, long settlement, long previous)
    {
        var (early, late) = (new Lot(side.Closed.Quantity, side.Closed.Value), new Lot(side.ClosedToday.Quantity, side.ClosedToday.Value));
        var fromCarried = early.Take(Math.Clamp(early.Quantity, 0, carried), out var rest);
        var today = Profits(0, side.Opened, rest + late, settlement, previous);
        return new SideProfit(
            fromCarried.Value - ((BigInteger)previous * fromCarried.Quantity) + today.Close,
            (((BigInteger)settlement - previous) * (carried - fromCarried.Quantity)) + today.Open,
            carried - fromCarried.Quantity + today.Closing);
    }

    /// <summary>Profits of what was carried and of <paramref name="added"/>, with <paramref name="taken"/> traded against them.</summary>
    private static SideProfit Profits(long carried, Lot added, Lot taken, long settlement, long previous)
    {
        var fromCarried = taken.Take(Math.Clamp(taken.Quantity, 0, carried), out var rest);
        var today = Math.Max(0, Math.Min(added.Quantity, rest.Quantity));
        var close = fromCarried.Value - ((BigInteger)previous * fromCarried.Quantity) + rest.Take(today, out var over).Value - added.Take(today, out var left).Value;
        var open = (((BigInteger)settlement - previous) * (carried - fromCarried.Quantity))
            + ((BigInteger)settlement * left.Quantity) - left.Value
            + over.Value - ((BigInteger)settlement * over.Quantity);
        return new SideProfit(close, open, carried - fromCarried.Quantity + left.Quantity - over.Quantity);
    }

    private static ItemisedProfit Net(SideProfit profit) => new(profit.Close, profit.Open, Math.Max(profit.Closing, 0), Math.Max(-profit.Closing, 0));

    private readonly record struct SideProfit(BigInteger Close, BigInteger Open, long Closing);
}

/// <summary>Profit and loss by the itemised formula, and the closing quantities that its parts leave.</summary>
internal readonly record struct ItemisedProfit(BigInteger Close, BigInteger Open, long ClosingLong, long ClosingShort)
{
    /// <summary>The same seen from the other side.</summary>
    public static ItemisedProfit operator -(ItemisedProfit profit) => new(-profit.Close, -profit.Open, profit.ClosingShort, profit.ClosingLong);
}
