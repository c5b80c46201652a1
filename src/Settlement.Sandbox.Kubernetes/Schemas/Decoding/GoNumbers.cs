using System.Globalization;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>Texts of numbers that are not whole, as the API machinery writes them.</summary>
internal static class GoNumbers
{
    /// <summary>The shortest decimal text of the nearest double, with an exponent below 1e-6 and from 1e21 on.</summary>
    public static string Float(string literal)
    {
        var value = double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            return literal;
        }

        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var magnitude = Math.Abs(value);
        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        var (sign, digits, exponent) = Split(shortest);
        if (magnitude is < 1e-6 or >= 1e21)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}").Replace("e-0", "e-", StringComparison.Ordinal);
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    /// <summary>Sign, significant digits and the decimal exponent of the first digit.</summary>
    private static (string Sign, string Digits, int Exponent) Split(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var rest = text.AsSpan(sign.Length);
        var e = rest.IndexOf('E');
        var exponent = e < 0 ? 0 : int.Parse(rest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = (e < 0 ? rest : rest[..e]).ToString();
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var lead = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return (sign, digits, exponent + (point < 0 ? mantissa.Length : point) - 1 - lead);
    }
}
