using System.Numerics;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>Rounding to the tick grid. Exact.</summary>
public static class TickGrid
{
    /// <summary>The point of the grid nearest to numerator ÷ denominator; where the grid lies and where a tie goes, the rounding says.</summary>
    /// <param name="numerator">In units of the price scale, times the denominator.</param>
    /// <param name="denominator">More than zero.</param>
    /// <param name="tick">More than zero, in units of the price scale.</param>
    /// <param name="previous">Previous settlement price in units of the price scale, or null.</param>
    /// <param name="rounding">The venue's way.</param>
    /// <exception cref="OverflowException">The price does not fit into 64 bits.</exception>
    public static long Round(Int128 numerator, long denominator, long tick, long? previous, PriceRounding rounding = PriceRounding.TieTowardPrevious)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tick);
        var origin = rounding == PriceRounding.AwayFromPrevious ? previous ?? 0 : 0;
        var distance = numerator - ((BigInteger)origin * denominator);
        var step = (BigInteger)denominator * tick;
        var below = BigInteger.DivRem(distance, step, out var remainder);
        if (remainder.Sign < 0)
        {
            below -= 1;
            remainder += step;
        }

        var order = (remainder * 2).CompareTo(step);
        var up = order > 0 || (order == 0 && TieGoesUp(below * tick, tick, previous, distance.Sign >= 0, rounding));
        return (long)(origin + ((up ? below + 1 : below) * tick));
    }

    private static bool TieGoesUp(BigInteger below, long tick, long? previous, bool positive, PriceRounding rounding)
    {
        if (rounding == PriceRounding.HalfUp)
            return true;
        if (rounding == PriceRounding.AwayFromPrevious || previous is not { } price)
            return positive;
        var order = BigInteger.Abs(below + tick - price).CompareTo(BigInteger.Abs(below - price));
        return order < 0 || (order == 0 && positive);
    }
}
