using System.Text;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>
/// Regular expressions of schemas. The API machinery's are Go's; they are translated, and matched without backtracking, so that no pattern and no value can make the server hang.
/// Differences that stay: text counts in UTF-16 units, negated shorthands within a class are those of Unicode, and flags in the middle of a pattern are .NET's.
/// </summary>
internal static class Patterns
{
    private const int LongestRepeat = 1000;
    private const int DeepestNesting = 1000;
    private const string Escapes = "AbBCdDEsSwWzafnrtvxQpP01234567";
    private static readonly char[] Quantifiers = ['*', '+', '?'];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<char, string> Shorthands = new()
    {
        ['d'] = "0-9",
        ['w'] = "0-9A-Za-z_",
        ['s'] = "\\t\\n\\f\\r ",
    };

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ArgumentException">It is malformed, or needs what Go's patterns do not have (look-around, back references) or more repeats than it allows.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            if (RepeatTooMany(pattern) is { } repeat)
            {
                throw new ArgumentException($"invalid repeat count: `{repeat}`");
            }

            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (NotSupportedException)
        {
            var at = Math.Max(0, pattern.IndexOf("(?", StringComparison.Ordinal));
            throw new ArgumentException($"invalid or unsupported Perl syntax: `{pattern[at..Math.Min(pattern.Length, at + 3)]}`");
        }
        catch (RegexParseException e)
        {
            throw new ArgumentException(e.Error switch
            {
                RegexParseError.InsufficientClosingParentheses => $"missing closing ): `{pattern}`",
                RegexParseError.InsufficientOpeningParentheses => $"unexpected ): `{pattern}`",
                RegexParseError.UnterminatedBracket => $"missing closing ]: `{pattern[Math.Max(0, pattern.LastIndexOf('['))..]}`",
                RegexParseError.QuantifierAfterNothing => $"missing argument to repetition operator: `{pattern[Math.Max(0, pattern.IndexOfAny(Quantifiers))]}`",
                RegexParseError.NestedQuantifiersNotParenthesized => $"invalid nested repetition operator: `{pattern[Math.Max(0, e.Offset - 2)..e.Offset]}`",
                RegexParseError.ReversedCharacterRange or RegexParseError.InvalidUnicodePropertyEscape or RegexParseError.UnrecognizedUnicodeProperty => $"invalid character class range: `{pattern}`",
                _ => e.Message,
            });
        }
    }

    /// <summary>Whether the value matches; a match that takes too long is none.</summary>
    public static bool Matches(Regex pattern, string value)
    {
        try
        {
            return pattern.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 8);
        var inClass = false;

        // Where lines may end in the middle, .NET's sign means what Go's does.
        var multiline = pattern.StartsWith("(?", StringComparison.Ordinal) && pattern.IndexOf(')') is var flags and > 0 && pattern.AsSpan(2, flags - 2).Contains('m');
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i = Escape(pattern, i, inClass, result);
            }
            else if (inClass)
            {
                if (c == '[' && PosixClass(pattern, i) is { } posix)
                {
                    result.Append(posix.Text);
                    i = posix.End;
                    continue;
                }

                result.Append(c == '[' ? "\\[" : c.ToString());
                inClass = c != ']';
            }
            else if (c == '[')
            {
                // A bracket right after the opening one, negated or not, is a character.
                inClass = true;
                result.Append(c);
                if (i + 1 < pattern.Length && pattern[i + 1] == '^')
                {
                    result.Append(pattern[++i]);
                }

                if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                {
                    i++;
                    result.Append("\\]");
                }
            }
            else if (c == '$' && !multiline)
            {
                result.Append("\\z");
            }
            else if (c == '(' && pattern.AsSpan(i).StartsWith("(?P<", StringComparison.Ordinal))
            {
                result.Append("(?<");
                i += 3;
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    private static int Escape(string pattern, int at, bool inClass, StringBuilder result)
    {
        var next = pattern[at + 1];
        if (Shorthands.TryGetValue(char.ToLowerInvariant(next), out var members) && (char.IsLower(next) || !inClass))
        {
            result.Append(inClass ? members : char.IsLower(next) ? $"[{members}]" : $"[^{members}]");
            return at + 1;
        }

        if (char.IsAsciiLetterOrDigit(next) && (!Escapes.Contains(next, StringComparison.Ordinal) || (next is >= '1' and <= '7' && (at + 2 >= pattern.Length || !char.IsAsciiDigit(pattern[at + 2])))))
        {
            throw new ArgumentException($"invalid escape sequence: `\\{next}`");
        }

        if (next == 'Q')
        {
            var end = pattern.IndexOf("\\E", at + 2, StringComparison.Ordinal);
            result.Append(Regex.Escape(pattern[(at + 2)..(end < 0 ? pattern.Length : end)]));
            return end < 0 ? pattern.Length : end + 1;
        }

        if (next is 'p' or 'P' && at + 2 < pattern.Length && pattern[at + 2] != '{')
        {
            result.Append($"\\{next}{{{pattern[at + 2]}}}");
            return at + 2;
        }

        if (next == 'x' && at + 2 < pattern.Length && pattern[at + 2] == '{' && pattern.IndexOf('}', at) is var close and > 0
            && int.TryParse(pattern.AsSpan(at + 3, close - at - 3), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code) && Rune.IsValid(code))
        {
            result.Append(Regex.Escape(new Rune(code).ToString()));
            return close;
        }

        result.Append('\\').Append(next);
        return at + 1;
    }

    private static (string Text, int End)? PosixClass(string pattern, int at)
    {
        var end = pattern.AsSpan(at).StartsWith("[:", StringComparison.Ordinal) ? pattern.IndexOf(":]", at, StringComparison.Ordinal) : -1;
        var members = end < 0 ? null : pattern[(at + 2)..end] switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => "\\x00-\\x7F",
            "blank" => "\\t ",
            "cntrl" => "\\x00-\\x1F\\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => "!-/:-@\\[-`{-~",
            "space" => "\\t\\n\\v\\f\\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => null,
        };
        return end < 0 ? null : members is null ? throw new ArgumentException($"invalid character class range: `{pattern[at..(end + 2)]}`") : (members, end + 1);
    }

    /// <summary>The counted repeat that, multiplied with those within it, exceeds what Go allows; null where none does. Counts one level too many rather than one too few.</summary>
    private static string? RepeatTooMany(string pattern)
    {
        var open = new Stack<long>();
        long inner = 1, last = 1;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    last = 1;
                    break;
                case '(':
                    if (open.Count == DeepestNesting)
                    {
                        throw new ArgumentException("expression nests too deeply");
                    }

                    open.Push(inner);
                    inner = last = 1;
                    break;
                case ')':
                    last = inner;
                    inner = open.TryPop(out var outer) ? Math.Max(outer, last) : last;
                    break;
                case '{' when Count(pattern, i) is { } count:
                    last = count > LongestRepeat ? LongestRepeat + 1 : last * Math.Max(count, 1);
                    inner = Math.Max(inner, last);
                    break;
                default:
                    last = 1;
                    break;
            }

            if (last > LongestRepeat || inner > LongestRepeat)
            {
                return pattern[i..(pattern.IndexOf('}', i) + 1)];
            }
        }

        return null;
    }

    private static long? Count(string pattern, int at)
    {
        var end = pattern.IndexOf('}', at);
        if (end < 0)
        {
            return null;
        }

        var bounds = pattern[(at + 1)..end].Split(',');
        long highest = 0;
        foreach (var bound in bounds.Take(2))
        {
            if (bound.Length > 0 && (!bound.All(char.IsAsciiDigit) || bound.Length > 9))
            {
                return bound.All(char.IsAsciiDigit) ? LongestRepeat + 1 : null;
            }

            highest = Math.Max(highest, bound.Length == 0 ? 0 : long.Parse(bound, System.Globalization.CultureInfo.InvariantCulture));
        }

        return highest;
    }
}
