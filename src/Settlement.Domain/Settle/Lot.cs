using System.Numerics;

namespace Settlement.Domain.Settle;

/// <summary>A quantity with its value in units of price × quantity, of which parts can be taken.</summary>
internal readonly record struct Lot(long Quantity, BigInteger Value)
{
    /// <summary>Splits a part off: its share of the value by quantity, rounded down. Part and rest stay exact together.</summary>
    internal Lot Take(long quantity, out Lot rest)
    {
        var part = new Lot(quantity, quantity == 0 ? BigInteger.Zero : Floor(Value * quantity, Quantity));
        rest = this - part;
        return part;
    }

    public static Lot operator +(Lot left, Lot right) => new(left.Quantity + right.Quantity, left.Value + right.Value);

    public static Lot operator -(Lot left, Lot right) => new(left.Quantity - right.Quantity, left.Value - right.Value);

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
