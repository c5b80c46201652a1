using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Errors;

/// <summary>Values as Go writes them into messages, which clients compare and people search for.</summary>
internal static class GoText
{
    private static readonly CultureInfo Plainly = CultureInfo.InvariantCulture;

    /// <summary>A value in a field error: strings quoted, numbers as <see cref="Number"/> says, everything else as JSON.</summary>
    public static string Value(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.String => Quote(value.GetValue<string>()),
        JsonValueKind.Number => Scalars.Whole(value.AsValue(), out var whole) ? whole.ToString(Plainly) : Number(Scalars.Double(value.AsValue())),
        _ => Encode(value),
    };

    /// <summary>JSON with the escapes that Go adds for HTML.</summary>
    public static string Encode(JsonNode value) => value.ToJsonString(Json.Compact)
        .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);

    /// <summary>A float in a message: the shortest digits, with an exponent from a million on and below a ten-thousandth.</summary>
    public static string Number(double value) => Write(value, -4, 6);

    /// <summary>A float in JSON: with an exponent only from 1e21 on and below a millionth.</summary>
    public static string JsonNumber(double value) => Write(value, -6, 21);

    /// <summary>A string as a Go literal.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                ' ' => " ",
                < ' ' or 0x7f => $"\\x{rune.Value:x2}",
                _ when Printable(rune) => rune.ToString(),
                <= 0xffff => $"\\u{rune.Value:x4}",
                _ => $"\\U{rune.Value:x8}",
            });
        }

        return result.Append('"').ToString();
    }

    private static bool Printable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Write(double value, int smallest, int largest)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var sign = double.IsNegative(value) ? "-" : "";
        var (digits, exponent) = Shortest(Math.Abs(value));
        if (exponent < smallest || exponent >= largest)
        {
            var power = Math.Abs(exponent).ToString(largest > 6 && exponent < 0 ? "0" : "00", Plainly);
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{power}";
        }

        return sign + (exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
            : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0')
            : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..]);
    }

    /// <summary>The digits that tell the value apart from its neighbours, and the power of ten of the first of them.</summary>
    private static (string Digits, int Exponent) Shortest(double value)
    {
        if (value == 0)
        {
            return ("0", 0);
        }

        var text = value.ToString("R", Plainly);
        var e = text.IndexOf('E');
        var power = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, Plainly);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0') is { Length: > 0 } trimmed ? trimmed : "0", power + whole - 1 - leading);
    }
}
