using System.Globalization;
using System.Text;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Texts with clauses such as <c>%d</c> and <c>%.2f</c>.</summary>
internal static class TextFormat
{
    public static object Apply(string format, ListValue values)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            if (i + 1 < format.Length && format[i + 1] == '%')
            {
                result.Append('%');
                i++;
                continue;
            }

            int? precision = null;
            var at = i + 1;
            if (at < format.Length && format[at] == '.')
            {
                var digits = format.AsSpan(at + 1);
                var count = digits.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : digits.Length;
                if (!int.TryParse(digits[..count], CultureInfo.InvariantCulture, out var parsed) || parsed > 99)
                {
                    return new EvaluationError("could not parse formatting clause: error while parsing precision");
                }

                precision = parsed;
                at += count + 1;
            }

            if (at >= format.Length)
            {
                return new EvaluationError("could not parse formatting clause: unexpected end of string");
            }

            if (!"sdfebxXo".Contains(format[at], StringComparison.Ordinal))
            {
                return new EvaluationError($"could not parse formatting clause: unrecognized formatting clause \"{format[at]}\"");
            }

            if (next >= values.Count)
            {
                return new EvaluationError($"index {next} out of range");
            }

            if (Clause(format[at], precision, values[next++]) is not { } text)
            {
                return new EvaluationError($"error during formatting: {Kind(format[at])}, was given {Conversions.TypeOf(values[next - 1]).Name}");
            }

            result.Append(text);
            i = at;
        }

        return result.ToString();
    }

    /// <summary>A value as <c>%s</c> shows it.</summary>
    private static string Shown(object? value) => value switch
    {
        null => "null",
        ListValue list => $"[{string.Join(", ", list.Select(Shown))}]",
        MapValue map => $"{{{string.Join(", ", map.Keys.Order(Comparer<object?>.Create((x, y) => Comparisons.Order(x, y) ?? 0)).Select(k => $"{Shown(k)}: {(map.TryGet(k, out var v) ? Shown(v) : "")}"))}}}",
        ExpressionType type => type.Name,
        _ => (string)Conversions.Text(value),
    };

    private static string Kind(char clause) => clause switch
    {
        'd' => "decimal clause can only be used on integers",
        'f' => "fixed-point clause can only be used on doubles",
        'e' => "scientific clause can only be used on doubles",
        'b' => "only integers and bools can be formatted as binary",
        'o' => "octal clause can only be used on integers",
        _ => "only integers, byte buffers, and strings can be formatted as hex",
    };

    private static string? Clause(char clause, int? precision, object? value) => (clause, value) switch
    {
        ('s', _) => Shown(value),
        ('d', long or ulong) => Convert.ToString(value, CultureInfo.InvariantCulture),
        ('f', double or long or ulong) => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString($"F{precision ?? 6}", CultureInfo.InvariantCulture),
        ('e', double or long or ulong) => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString($"0.{new string('0', precision ?? 6)}e+00", CultureInfo.InvariantCulture),
        ('b', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 2),
        ('b', bool flag) => flag ? "1" : "0",
        ('o', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 8),
        ('x', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 16),
        ('X', long number) => ((number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 16)).ToUpperInvariant(),
        ('x', string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        ('X', string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
        ('x', byte[] bytes) => Convert.ToHexStringLower(bytes),
        ('X', byte[] bytes) => Convert.ToHexString(bytes),
        _ => null,
    };
}
