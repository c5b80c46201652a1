using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>Amounts of resources such as <c>500m</c> or <c>1Gi</c>, and the one form in which each is stored.</summary>
internal static partial class Quantity
{
    private const string Wrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string Decimal = "numkMGTPE";
    private static readonly int[] DecimalExponents = [-9, -6, -3, 3, 6, 9, 12, 15, 18];
    private const string Binary = "KMGTPE";

    private enum Form
    {
        Decimal,
        Binary,
        Exponent,
    }

    /// <summary>The canonical form: the greatest suffix that leaves a whole number; finer than nano is rounded away from zero.</summary>
    /// <exception cref="FormatException">It is no quantity; the message is the machinery's.</exception>
    public static string Canonical(string text)
    {
        var (mantissa, exponent, form) = Parse(text);
        if (form == Form.Binary && (exponent < 0 || BigInteger.Abs(mantissa * BigInteger.Pow(10, exponent)) < 1024))
        {
            form = Form.Decimal;
        }

        if (mantissa.IsZero)
        {
            return "0";
        }

        return form == Form.Binary ? WriteBinary(mantissa * BigInteger.Pow(10, exponent)) : WriteDecimal(mantissa, exponent, form);
    }

    /// <summary>Compares by amount.</summary>
    public static int Compare(string a, string b)
    {
        var (x, y) = (Parse(a), Parse(b));
        var low = Math.Min(x.Exponent, y.Exponent);
        return (x.Mantissa * BigInteger.Pow(10, x.Exponent - low)).CompareTo(y.Mantissa * BigInteger.Pow(10, y.Exponent - low));
    }

    /// <summary>The amount in billionths.</summary>
    /// <exception cref="FormatException">It is no quantity; the message is the machinery's.</exception>
    public static BigInteger Nanos(string text)
    {
        var (mantissa, exponent, _) = Parse(text);
        return mantissa * BigInteger.Pow(10, exponent + 9);
    }

    /// <summary>Mantissa and power of ten, without trailing zeros.</summary>
    private static (BigInteger Mantissa, int Exponent, Form Form) Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success)
        {
            throw new FormatException(Wrong);
        }

        var number = match.Groups[1].Value;
        var point = number.IndexOf('.', StringComparison.Ordinal);
        if (number.LastIndexOf('.') != point)
        {
            throw new FormatException(Wrong);
        }

        var exponent = point < 0 ? 0 : point + 1 - number.Length;
        if (!BigInteger.TryParse(number.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mantissa))
        {
            throw new FormatException("unable to parse numeric part of quantity");
        }

        var (factor, power, form) = Suffix(match.Groups[2].Value);
        mantissa *= factor;
        exponent += power;
        if (exponent < -9)
        {
            mantissa = AwayFromZero(mantissa, BigInteger.Pow(10, Math.Min(-9 - exponent, 4000)));
            exponent = -9;
        }

        var limit = new BigInteger(long.MaxValue);
        if (exponent > 18 || (exponent >= 0 && BigInteger.Abs(mantissa) * BigInteger.Pow(10, exponent) > limit))
        {
            return (mantissa.Sign * limit, 0, form);
        }

        while (!mantissa.IsZero && mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        return (mantissa, exponent, form);
    }

    private static (BigInteger Factor, int Power, Form Form) Suffix(string suffix)
    {
        if (suffix.Length == 0)
        {
            return (1, 0, Form.Decimal);
        }

        if (suffix.Length == 1 && Decimal.IndexOf(suffix[0], StringComparison.Ordinal) is >= 0 and var at)
        {
            return (1, DecimalExponents[at], Form.Decimal);
        }

        if (suffix.Length == 2 && suffix[1] == 'i' && Binary.IndexOf(suffix[0], StringComparison.Ordinal) is >= 0 and var power)
        {
            return (BigInteger.Pow(1024, power + 1), 0, Form.Binary);
        }

        return suffix[0] is 'e' or 'E' && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            && Math.Abs(exponent) < 1000
            ? (1, exponent, Form.Exponent)
            : throw new FormatException("unable to parse quantity's suffix");
    }

    private static string WriteBinary(BigInteger value)
    {
        var power = 0;
        while (power < Binary.Length && value % 1024 == 0)
        {
            value /= 1024;
            power++;
        }

        return value.ToString(CultureInfo.InvariantCulture) + (power == 0 ? "" : $"{Binary[power - 1]}i");
    }

    private static string WriteDecimal(BigInteger mantissa, int exponent, Form form)
    {
        while (exponent % 3 != 0 || exponent > 18)
        {
            mantissa *= 10;
            exponent--;
        }

        var number = mantissa.ToString(CultureInfo.InvariantCulture);
        return exponent == 0 ? number
            : form == Form.Exponent ? string.Create(CultureInfo.InvariantCulture, $"{number}e{exponent}")
            : number + Decimal[Array.IndexOf(DecimalExponents, exponent)];
    }

    private static BigInteger AwayFromZero(BigInteger value, BigInteger by)
    {
        var whole = BigInteger.DivRem(value, by, out var rest);
        return rest.IsZero ? whole : whole + value.Sign;
    }

    [GeneratedRegex(@"\A([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
