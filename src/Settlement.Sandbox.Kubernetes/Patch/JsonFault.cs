using System.Globalization;
using System.Text;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>Says what is wrong with a text that is not JSON, in the words clients know from the API machinery.</summary>
internal static class JsonFault
{
    private const string EndOfInput = "unexpected end of JSON input";
    private const int MostDepth = 256;

    /// <summary>What is wrong; null for a well-formed text.</summary>
    public static string? Find(ReadOnlySpan<byte> text)
    {
        var at = 0;
        if (Value(text, ref at, 0) is { } fault)
        {
            return fault;
        }

        SkipSpace(text, ref at);
        return at < text.Length ? Invalid(text[at], "after top-level value") : null;
    }

    private static string? Value(ReadOnlySpan<byte> text, ref int at, int depth)
    {
        SkipSpace(text, ref at);
        if (at == text.Length)
        {
            return EndOfInput;
        }

        if (depth > MostDepth)
        {
            return "exceeded max depth";
        }

        switch (text[at])
        {
            case (byte)'{':
                return Members(text, ref at, depth);
            case (byte)'[':
                return Elements(text, ref at, depth);
            case (byte)'"':
                return Text(text, ref at);
            case (byte)'t':
                return Literal(text, ref at, "true");
            case (byte)'f':
                return Literal(text, ref at, "false");
            case (byte)'n':
                return Literal(text, ref at, "null");
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number(text, ref at);
            default:
                return Invalid(text[at], "looking for beginning of value");
        }
    }

    private static string? Members(ReadOnlySpan<byte> text, ref int at, int depth)
    {
        at++;
        for (var first = true; ; first = false)
        {
            SkipSpace(text, ref at);
            if (at == text.Length)
            {
                return EndOfInput;
            }

            if (first && text[at] == '}')
            {
                at++;
                return null;
            }

            if (text[at] != '"')
            {
                return Invalid(text[at], "looking for beginning of object key string");
            }

            if (Text(text, ref at) is { } nameFault)
            {
                return nameFault;
            }

            if (Expect(text, ref at, ':', "after object key") is { } colonFault)
            {
                return colonFault;
            }

            if (Value(text, ref at, depth + 1) is { } valueFault)
            {
                return valueFault;
            }

            if (Next(text, ref at, '}', "after object key:value pair", out var done) is { } fault)
            {
                return fault;
            }

            if (done)
            {
                return null;
            }
        }
    }

    private static string? Elements(ReadOnlySpan<byte> text, ref int at, int depth)
    {
        at++;
        SkipSpace(text, ref at);
        if (at < text.Length && text[at] == ']')
        {
            at++;
            return null;
        }

        while (true)
        {
            if (Value(text, ref at, depth + 1) is { } valueFault)
            {
                return valueFault;
            }

            if (Next(text, ref at, ']', "after array element", out var done) is { } fault)
            {
                return fault;
            }

            if (done)
            {
                return null;
            }
        }
    }

    /// <summary>Goes over a comma, or the end of an object or array.</summary>
    private static string? Next(ReadOnlySpan<byte> text, ref int at, char end, string where, out bool done)
    {
        SkipSpace(text, ref at);
        done = at < text.Length && text[at] == end;
        if (done || (at < text.Length && text[at] == ','))
        {
            at++;
            return null;
        }

        return Fault(text, at, where);
    }

    private static string? Expect(ReadOnlySpan<byte> text, ref int at, char expected, string where)
    {
        SkipSpace(text, ref at);
        if (at < text.Length && text[at] == expected)
        {
            at++;
            return null;
        }

        return Fault(text, at, where);
    }

    private static string? Text(ReadOnlySpan<byte> text, ref int at)
    {
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                at++;
                return null;
            }

            if (c < ' ')
            {
                return Invalid(c, "in string literal");
            }

            if (c != '\\')
            {
                continue;
            }

            if (++at == text.Length)
            {
                return EndOfInput;
            }

            if (text[at] == 'u')
            {
                for (var i = 0; i < 4; i++)
                {
                    if (++at == text.Length)
                    {
                        return EndOfInput;
                    }

                    if (!char.IsAsciiHexDigit((char)text[at]))
                    {
                        return Invalid(text[at], "in \\u hexadecimal character escape");
                    }
                }
            }
            else if (!"\"\\/bfnrt".Contains((char)text[at], StringComparison.Ordinal))
            {
                return Invalid(text[at], "in string escape code");
            }
        }

        return EndOfInput;
    }

    private static string? Literal(ReadOnlySpan<byte> text, ref int at, string literal)
    {
        for (var i = 0; i < literal.Length; i++, at++)
        {
            if (at == text.Length)
            {
                return EndOfInput;
            }

            if (text[at] != literal[i])
            {
                return Invalid(text[at], $"in literal {literal} (expecting '{literal[i]}')");
            }
        }

        return null;
    }

    private static string? Number(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at] == '-' && Digit(text, ++at, "in numeric literal") is { } signFault)
        {
            return signFault;
        }

        var zero = text[at] == '0';
        SkipDigits(text, ref at, zero ? 1 : int.MaxValue);
        if (at < text.Length && text[at] == '.')
        {
            if (Digit(text, ++at, "after decimal point in numeric literal") is { } fault)
            {
                return fault;
            }

            SkipDigits(text, ref at, int.MaxValue);
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            if (Digit(text, at, "in exponent of numeric literal") is { } fault)
            {
                return fault;
            }

            SkipDigits(text, ref at, int.MaxValue);
        }

        return null;
    }

    private static string? Digit(ReadOnlySpan<byte> text, int at, string where) => at < text.Length && char.IsAsciiDigit((char)text[at]) ? null : Fault(text, at, where);

    private static void SkipDigits(ReadOnlySpan<byte> text, ref int at, int most)
    {
        for (var i = 0; i < most && at < text.Length && char.IsAsciiDigit((char)text[at]); i++)
        {
            at++;
        }
    }

    private static void SkipSpace(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }
    }

    private static string Fault(ReadOnlySpan<byte> text, int at, string where) => at < text.Length ? Invalid(text[at], where) : EndOfInput;

    private static string Invalid(byte c, string where) => $"invalid character {Show(c)} {where}";

    private static string Show(byte c) => c switch
    {
        (byte)'\'' => "'\\''",
        (byte)'\\' => "'\\\\'",
        (byte)'\n' => "'\\n'",
        (byte)'\r' => "'\\r'",
        (byte)'\t' => "'\\t'",
        < 32 or 127 => string.Create(CultureInfo.InvariantCulture, $"'\\x{c:x2}'"),
        < 160 and > 127 => string.Create(CultureInfo.InvariantCulture, $"'\\u{(int)c:x4}'"),
        _ => $"'{new Rune(c)}'",
    };
}
