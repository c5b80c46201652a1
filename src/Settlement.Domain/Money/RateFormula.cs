using System.Numerics;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Money;

/// <summary>A rate applied to an instrument: money in minor units of its currency, each result rounded half up. Of negative money the magnitude counts.</summary>
internal sealed class RateFormula
{
    private readonly bool _byMoney;
    private readonly ulong _numerator;
    private readonly ulong _denominator;
    private readonly BigInteger _wideNumerator;
    private readonly BigInteger _wideDenominator;

    internal RateFormula(Rate rate, Instrument instrument)
    {
        _byMoney = rate.Basis == RateBasis.ByMoney;
        var scale = _byMoney ? instrument.ValueScale : instrument.QuantityScale;
        _wideNumerator = (BigInteger)rate.Units * (_byMoney ? instrument.Multiplier : 1);
        _wideDenominator = BigInteger.Pow(10, scale + Amount.Scale - Currency.MinorDecimals(instrument.Currency));
        var common = BigInteger.GreatestCommonDivisor(_wideNumerator, _wideDenominator);
        _wideNumerator /= common;
        _wideDenominator /= common;
        if (_wideNumerator > ulong.MaxValue || _wideDenominator > ulong.MaxValue)
            return;
        _numerator = (ulong)_wideNumerator;
        _denominator = (ulong)_wideDenominator;
    }

    /// <summary>Minor units for a value in units of price × quantity and its quantity. Allocates nothing for what fits into 128 bits on the way.</summary>
    /// <exception cref="OverflowException">The result does not fit into 64 bits.</exception>
    internal long Of(Int128 value, long quantity)
    {
        var factor = _byMoney ? Int128.Abs(value) : quantity;
        if (_wideNumerator.IsZero)
            return 0;
        if (_denominator == 0 || factor > ulong.MaxValue)
            return Wide(factor);
        var high = Math.BigMul((ulong)factor, _numerator, out var low);
        // Half a unit more than needed never carries into the next one: an odd denominator has no tie.
        return high == 0 && low <= ulong.MaxValue - (_denominator / 2)
            ? checked((long)((low + (_denominator / 2)) / _denominator))
            : checked((long)((new UInt128(high, low) + (_denominator / 2)) / _denominator));
    }

    private long Wide(Int128 factor) =>
        checked((long)(((factor * _wideNumerator * 2) + _wideDenominator) / (_wideDenominator * 2)));
}
