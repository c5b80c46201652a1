using System.Numerics;

namespace Settlement.Domain.Prices;

/// <summary>Rounding to the tick grid, which is counted from zero. Exact.</summary>
public static class TickGrid
{
    /// <summary>
    /// The multiple of the tick nearest to numerator ÷ denominator. An exact tie goes to the tick nearer to the previous settlement
    /// price; without one, or when that lies in the middle too, away from zero.
    /// </summary>
    /// <param name="numerator">In units of the price scale, times the denominator.</param>
    /// <param name="denominator">More than zero.</param>
    /// <param name="tick">More than zero, in units of the price scale.</param>
    /// <param name="previous">Previous settlement price in units of the price scale, or null.</param>
    /// <exception cref="OverflowException">The tick's multiple does not fit into 64 bits.</exception>
    public static long Round(Int128 numerator, long denominator, long tick, long? previous)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tick);
        var step = (BigInteger)denominator * tick;
        var below = BigInteger.DivRem(numerator, step, out var remainder);
        if (remainder.Sign < 0)
        {
            below -= 1;
            remainder += step;
        }

        var order = (remainder * 2).CompareTo(step);
        var up = order > 0 || (order == 0 && TieGoesUp(below * tick, tick, previous, numerator >= 0));
        return (long)((up ? below + 1 : below) * tick);
    }

    private static bool TieGoesUp(BigInteger below, long tick, long? previous, bool positive)
    {
        if (previous is not { } price)
            return positive;
        var order = BigInteger.Abs(below + tick - price).CompareTo(BigInteger.Abs(below - price));
        return order < 0 || (order == 0 && positive);
    }
}
