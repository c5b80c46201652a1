using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Kinds.Validation;

/// <summary>An amount of a resource such as <c>500m</c>, <c>1Gi</c> or <c>2e3</c>, exact to a billionth.</summary>
/// <param name="Nano">The value in billionths.</param>
/// <param name="Base">How it is written: with binary suffixes, decimal ones or exponents.</param>
internal readonly partial record struct Quantity(BigInteger Nano, Quantity.Notation Base)
{
    private const string Decimal = "num kMGTPE";
    private const string Binary = " KMGTPE";
    private static readonly BigInteger One = 1_000_000_000;

    internal enum Notation
    {
        DecimalSuffix,
        BinarySuffix,
        Exponent,
    }

    /// <summary>The quantity that is written in a text or as a number; null when it is none.</summary>
    public static Quantity? Parse(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => Parse(text),
        JsonValue value => Parse(value.ToJsonString()),
        _ => null,
    };

    public static Quantity? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || match.Groups["whole"].Length + match.Groups["part"].Length == 0)
        {
            return null;
        }

        var digits = match.Groups["whole"].Value + match.Groups["part"].Value;
        var value = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * One * (match.Groups["sign"].Value == "-" ? -1 : 1);
        var suffix = match.Groups["suffix"].Value;
        var (factor, divisor, notation) = Scale(suffix);
        divisor *= BigInteger.Pow(10, match.Groups["part"].Length);
        var nano = BigInteger.DivRem(value * factor, divisor, out var rest);
        return new Quantity(rest.IsZero ? nano : nano + rest.Sign, notation);
    }

    /// <summary>The text in its one canonical form: the greatest suffix that leaves a whole number.</summary>
    public override string ToString()
    {
        if (Nano.IsZero)
        {
            return "0";
        }

        var isWhole = (Nano % One).IsZero;
        return Base == Notation.BinarySuffix && isWhole && BigInteger.Abs(Nano / One) >= 1024 ? InBinary(Nano / One) : InDecimal(Nano, Base == Notation.Exponent);
    }

    /// <summary>Puts the quantities in a map of resources into canonical form.</summary>
    public static void Canonicalize(JsonObject? resources)
    {
        foreach (var (name, value) in (resources ?? []).ToList())
        {
            if (Parse(value) is { } quantity && quantity.ToString() is var text && !(value is JsonValue present && present.TryGetValue<string>(out var was) && was == text))
            {
                resources![name] = text;
            }
        }
    }

    private static (BigInteger Factor, BigInteger Divisor, Notation Notation) Scale(string suffix)
    {
        if (suffix.Length > 1 && suffix[0] is 'e' or 'E' && suffix.Length > 1)
        {
            var exponent = int.Parse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return exponent < 0 ? (1, BigInteger.Pow(10, -exponent), Notation.Exponent) : (BigInteger.Pow(10, exponent), 1, Notation.Exponent);
        }

        if (suffix.EndsWith('i'))
        {
            return (BigInteger.Pow(1024, Binary.IndexOf(suffix[0], StringComparison.Ordinal)), 1, Notation.BinarySuffix);
        }

        var power = (suffix.Length == 0 ? 0 : Decimal.IndexOf(suffix[0], StringComparison.Ordinal) - 3) * 3;
        return power < 0 ? (1, BigInteger.Pow(10, -power), Notation.DecimalSuffix) : (BigInteger.Pow(10, power), 1, Notation.DecimalSuffix);
    }

    private static string InBinary(BigInteger value)
    {
        var power = 0;
        while (power < Binary.Length - 1 && (value % 1024).IsZero)
        {
            value /= 1024;
            power++;
        }

        return power == 0 ? value.ToString(CultureInfo.InvariantCulture) : $"{value.ToString(CultureInfo.InvariantCulture)}{Binary[power]}i";
    }

    private static string InDecimal(BigInteger nano, bool exponent)
    {
        var power = 0;
        while (power < Decimal.Length - 1 && (nano % 1000).IsZero)
        {
            nano /= 1000;
            power++;
        }

        var text = nano.ToString(CultureInfo.InvariantCulture);
        return power == 3 ? text : exponent ? string.Create(CultureInfo.InvariantCulture, $"{text}e{(power - 3) * 3}") : text + Decimal[power];
    }

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<whole>[0-9]{0,30})(\.(?<part>[0-9]{0,30}))?(?<suffix>[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
