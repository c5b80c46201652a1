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
        position.SoldValue - position.BoughtValue
        + ((BigInteger)settlement * ((BigInteger)position.Bought - position.Sold))
        + (((BigInteger)settlement - previous) * position.Opening);

    /// <summary>
    /// The itemised formula. What is closed comes from the carried position first, then from today's trades; the value of a part of the day's buys or
    /// sells is its share by quantity, rounded down, and the remainder stays with the rest.
    /// </summary>
    internal static ItemisedProfit Itemised(in DayPosition position, long settlement, long previous)
    {
        var buys = new Lot(position.Bought, position.BoughtValue);
        var sells = new Lot(position.Sold, position.SoldValue);
        var carried = position.Opening;
        BigInteger close = 0;
        if (carried > 0)
        {
            var part = sells.Take(Math.Clamp(position.Sold, 0, carried));
            close = part.Value - ((BigInteger)previous * part.Quantity);
            carried -= part.Quantity;
        }
        else if (carried < 0)
        {
            var part = buys.Take(Math.Clamp(position.Bought, 0, -carried));
            close = ((BigInteger)previous * part.Quantity) - part.Value;
            carried += part.Quantity;
        }

        var today = Math.Max(0, Math.Min(buys.Quantity, sells.Quantity));
        close += sells.Take(today).Value - buys.Take(today).Value;
        var open = (((BigInteger)settlement - previous) * carried)
            + ((BigInteger)settlement * buys.Quantity) - buys.Value
            + sells.Value - ((BigInteger)settlement * sells.Quantity);
        return new ItemisedProfit(close, open, carried + buys.Quantity - sells.Quantity);
    }

    private struct Lot(long quantity, BigInteger value)
    {
        internal long Quantity = quantity;
        internal BigInteger Value = value;

        /// <summary>Splits a part off; both stay exact together.</summary>
        internal Lot Take(long quantity)
        {
            var part = new Lot(quantity, quantity == 0 ? BigInteger.Zero : Floor(Value * quantity, Quantity));
            Quantity -= part.Quantity;
            Value -= part.Value;
            return part;
        }

        private static BigInteger Floor(BigInteger numerator, BigInteger denominator)
        {
            var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
            return remainder.Sign < 0 ? quotient - 1 : quotient;
        }
    }
}

/// <summary>An account's day in an instrument: quantities in units of the quantity scale, values in units of price × quantity.</summary>
internal readonly record struct DayPosition(int Account, int Instrument, long Opening, long Bought, long Sold, Int128 BoughtValue, Int128 SoldValue)
{
    /// <summary>Opening + bought − sold.</summary>
    internal long Closing => checked((long)((Int128)Opening + Bought - Sold));
}

/// <summary>Profit and loss by the itemised formula, and the closing quantity that its parts leave.</summary>
internal readonly record struct ItemisedProfit(BigInteger Close, BigInteger Open, long Closing);
