using System.Globalization;

namespace Settlement.Domain.Money;

/// <summary>Named outcome of reading a decimal into scaled units.</summary>
public enum ScaledOutcome
{
    /// <summary>Read exactly.</summary>
    Ok,

    /// <summary>Not a plain decimal number (digits, one optional sign, one optional point).</summary>
    NotANumber,

    /// <summary>Has more decimals, other than trailing zeros, than the scale allows.</summary>
    TooFine,

    /// <summary>Does not fit into 64 bits at the scale.</summary>
    TooLarge,
}

/// <summary>Text of fixed-point numbers, exact both ways; no binary floating point and no culture.</summary>
public static class ScaledText
{
    /// <summary>Shortest exact decimal text of <paramref name="units"/> × 10^-<paramref name="scale"/>, without trailing zeros.</summary>
    public static string Format(Int128 units, int scale)
    {
        if (scale == 0)
            return units.ToString(CultureInfo.InvariantCulture);
        var negative = Int128.IsNegative(units);
        var magnitude = negative ? (UInt128)(-(units + 1)) + 1 : (UInt128)units;
        var power = (UInt128)PowerOfTen.Of(scale);
        var whole = (magnitude / power).ToString(CultureInfo.InvariantCulture);
        var fraction = (magnitude % power).ToString(CultureInfo.InvariantCulture).PadLeft(scale, '0').TrimEnd('0');
        var sign = negative ? "-" : "";
        return fraction.Length == 0 ? sign + whole : sign + whole + "." + fraction;
    }

    /// <summary>Reads a plain ASCII decimal such as <c>-1323.40</c> into units of 10^-<paramref name="scale"/>. Allocates nothing.</summary>
    public static ScaledOutcome Parse(ReadOnlySpan<byte> text, int scale, out long units)
    {
        units = 0;
        var index = 0;
        var negative = false;
        if (index < text.Length && text[index] == (byte)'-')
        {
            negative = true;
            index++;
        }

        Int128 magnitude = 0;
        int digits = 0, decimals = -1;
        for (; index < text.Length; index++)
        {
            var c = text[index];
            if (c == (byte)'.' && decimals < 0 && digits > 0)
            {
                decimals = 0;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9')
                return ScaledOutcome.NotANumber;
            digits++;
            if (decimals >= 0 && ++decimals > scale)
            {
                if (c != (byte)'0')
                    return ScaledOutcome.TooFine;
                continue;
            }

            magnitude = (magnitude * 10) + (c - (byte)'0');
            if (magnitude > long.MaxValue)
                return ScaledOutcome.TooLarge;
        }

        if (digits == 0 || decimals == 0)
            return ScaledOutcome.NotANumber;
        var given = Math.Min(Math.Max(decimals, 0), scale);
        magnitude *= PowerOfTen.Of(scale - given);
        if (magnitude > long.MaxValue)
            return ScaledOutcome.TooLarge;
        units = negative ? -(long)magnitude : (long)magnitude;
        return ScaledOutcome.Ok;
    }

    /// <summary>Moves scaled units to another scale, exactly.</summary>
    public static ScaledOutcome Rescale(long units, int fromScale, int toScale, out long result)
    {
        result = 0;
        if (fromScale is < 0 or > 18)
            return ScaledOutcome.TooFine;
        if (fromScale <= toScale)
        {
            var wide = (Int128)units * PowerOfTen.Of(toScale - fromScale);
            if (wide > long.MaxValue || wide < long.MinValue)
                return ScaledOutcome.TooLarge;
            result = (long)wide;
            return ScaledOutcome.Ok;
        }

        var power = (long)PowerOfTen.Of(fromScale - toScale);
        if (units % power != 0)
            return ScaledOutcome.TooFine;
        result = units / power;
        return ScaledOutcome.Ok;
    }
}
