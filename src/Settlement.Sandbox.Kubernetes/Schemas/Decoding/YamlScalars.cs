using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>What a scalar means, by the rules of YAML 1.1 that the API machinery keeps to: <c>yes</c> and <c>on</c> are true, <c>010</c> is eight.</summary>
internal static partial class YamlScalars
{
    /// <exception cref="JsonSyntaxException">JSON has no such value.</exception>
    public static RawJson Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag is "tag:yaml.org,2002:binary" or "!!binary")
        {
            try
            {
                return Text(Encoding.UTF8.GetString(GoBase64.Decode(scalar.Value)));
            }
            catch (FormatException)
            {
                throw new JsonSyntaxException("yaml: !!binary value contains invalid base64 data");
            }
        }

        if (tag is "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:bool" or "!!int" or "!!float" or "!!bool")
        {
            return Plain(scalar.Value);
        }

        return scalar.Style != ScalarStyle.Plain || tag is "tag:yaml.org,2002:str" or "!!str" or "!" ? Text(scalar.Value) : Plain(scalar.Value);
    }

    private static RawJson Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return RawJson.Null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "true" or "True" or "TRUE":
                return new RawJson { Kind = RawKind.Bool, Text = "true" };
            case "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "false" or "False" or "FALSE":
                return new RawJson { Kind = RawKind.Bool, Text = "false" };
            case ".nan" or ".NaN" or ".NAN":
                throw new JsonSyntaxException("json: unsupported value: NaN");
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                throw new JsonSyntaxException("json: unsupported value: +Inf");
            case "-.inf" or "-.Inf" or "-.INF":
                throw new JsonSyntaxException("json: unsupported value: -Inf");
        }

        return text[0] is '+' or '-' or '.' or (>= '0' and <= '9') && Number(text.Replace("_", "", StringComparison.Ordinal)) is { } number
            ? new RawJson { Kind = RawKind.Number, Text = number }
            : Text(text);
    }

    private static string? Number(string text)
    {
        if (Whole(text) is { } whole && whole >= long.MinValue && whole <= ulong.MaxValue)
        {
            return whole.ToString(CultureInfo.InvariantCulture);
        }

        return Floating().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? GoNumbers.Float(text)
            : null;
    }

    private static BigInteger? Whole(string text)
    {
        var negative = text[0] == '-';
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || digits.Length == 0)
        {
            return null;
        }

        var (radix, skip) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        var value = BigInteger.Zero;
        foreach (var c in digits.AsSpan(skip))
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10 : 99;
            if (digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return digits.Length == skip ? null : negative ? -value : value;
    }

    private static RawJson Text(string text) => new() { Kind = RawKind.String, Text = text };

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Floating();
}
