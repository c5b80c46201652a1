using System.Globalization;
using System.Text;
using static Cel.Internal.CelParser;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Values that are written out.</summary>
internal static class Literals
{
    private static readonly CultureInfo Plainly = CultureInfo.InvariantCulture;

    /// <exception cref="FormatException">A number is too large, or an escape stands for no character.</exception>
    public static object? Read(LiteralContext context) => context switch
    {
        IntContext number => Whole((number.sign is null ? "" : "-") + number.tok.Text),
        UintContext number => Unsigned(number.tok.Text[..^1]),
        DoubleContext number => double.Parse((number.sign is null ? "" : "-") + number.tok.Text, Plainly),
        StringContext text => Text(text.tok.Text),
        BytesContext bytes => Encoding.UTF8.GetBytes(Text(bytes.tok.Text[1..])),
        BoolTrueContext => true,
        BoolFalseContext => false,
        _ => null,
    };

    private static long Whole(string text)
    {
        var hex = text.Contains("0x", StringComparison.Ordinal);
        var digits = text.Replace("0x", "", StringComparison.Ordinal);
        return hex
            ? long.TryParse(digits.TrimStart('-'), NumberStyles.AllowHexSpecifier, Plainly, out var value) ? (digits[0] == '-' ? -value : value) : throw new FormatException("invalid int literal")
            : long.TryParse(digits, NumberStyles.AllowLeadingSign, Plainly, out value) ? value : throw new FormatException("invalid int literal");
    }

    private static ulong Unsigned(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, Plainly, out var value) ? value : throw new FormatException("invalid uint literal")
        : ulong.TryParse(text, NumberStyles.None, Plainly, out value) ? value : throw new FormatException("invalid uint literal");

    private static string Text(string token)
    {
        var raw = token[0] is 'r' or 'R';
        token = raw ? token[1..] : token;
        var quotes = token.StartsWith("\"\"\"", StringComparison.Ordinal) || token.StartsWith("'''", StringComparison.Ordinal) ? 3 : 1;
        var text = token[quotes..^quotes];
        if (raw || !text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            var (count, code) = text[i] switch
            {
                'x' or 'X' => (2, Hex(text, i + 1, 2)),
                'u' => (4, Hex(text, i + 1, 4)),
                'U' => (8, Hex(text, i + 1, 8)),
                >= '0' and <= '3' => (2, Octal(text, i)),
                _ => (0, -1),
            };
            result.Append(code < 0 ? Plain(text[i]) : Rune.IsValid(code) ? new Rune(code).ToString() : throw new FormatException("invalid unicode code point"));
            i += count;
        }

        return result.ToString();
    }

    private static int Hex(string text, int at, int count) => int.TryParse(text.AsSpan(at, count), NumberStyles.AllowHexSpecifier, Plainly, out var code) ? code : throw new FormatException("invalid escape sequence");

    private static int Octal(string text, int at) => ((text[at] - '0') * 64) + ((text[at + 1] - '0') * 8) + (text[at + 2] - '0');

    private static char Plain(char escaped) => escaped switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => escaped,
    };
}
