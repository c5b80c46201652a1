using System.Globalization;
using System.Text;

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
    /// <summary>Longest text that <see cref="Format(Int128, int, Span{byte})"/> writes, in bytes.</summary>
    public const int MaxLength = 48;

    /// <summary>Shortest exact decimal text of <paramref name="units"/> × 10^-<paramref name="scale"/>, without trailing zeros.</summary>
    public static string Format(Int128 units, int scale)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(units, scale, text)]);
    }

    /// <summary>Writes the same text as ASCII and returns its length; <paramref name="text"/> has room for <see cref="MaxLength"/>. Allocates nothing.</summary>
    public static int Format(Int128 units, int scale, Span<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 38);
        var negative = Int128.IsNegative(units);
        var magnitude = negative ? (UInt128)(-(units + 1)) + 1 : (UInt128)units;
        Span<byte> digits = stackalloc byte[MaxLength];
        int count;
        if (magnitude <= ulong.MaxValue)
            _ = ((ulong)magnitude).TryFormat(digits, out count, default, CultureInfo.InvariantCulture);
        else
            _ = magnitude.TryFormat(digits, out count, default, CultureInfo.InvariantCulture);
        var length = 0;
        if (negative)
            text[length++] = (byte)'-';
        var whole = Math.Max(count - scale, 0);
        if (whole == 0)
            text[length++] = (byte)'0';
        digits[..whole].CopyTo(text[length..]);
        length += whole;
        var fraction = digits[whole..count].TrimEnd((byte)'0');
        if (fraction.IsEmpty)
            return length;
        text[length++] = (byte)'.';
        text.Slice(length, scale - (count - whole)).Fill((byte)'0');
        length += scale - (count - whole);
        fraction.CopyTo(text[length..]);
        return length + fraction.Length;
    }

    /// <summary>Shortest exact text of a decimal, without trailing zeros: 1.0 and 1 give the same.</summary>
    public static int Format(decimal value, Span<byte> text)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = unchecked(((Int128)(uint)bits[2] << 64) | ((Int128)(uint)bits[1] << 32) | (uint)bits[0]);
        return Format(value < 0 ? -magnitude : magnitude, value.Scale, text);
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
