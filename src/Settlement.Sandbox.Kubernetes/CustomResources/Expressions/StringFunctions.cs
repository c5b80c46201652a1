using System.Text;
using System.Text.RegularExpressions;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Functions of strings. Positions count UTF-16 units.</summary>
internal static class StringFunctions
{
    private const double Unbounded = ExpressionType.Unbounded;

    public static void Register(Functions functions)
    {
        functions.Member("contains", "string string", "bool", static a => S(a, 0).Contains(S(a, 1), StringComparison.Ordinal), static s => Math.Ceiling(s[0] * 0.1) * Math.Ceiling(s[1] * 0.1));
        functions.Member("startsWith", "string string", "bool", static a => S(a, 0).StartsWith(S(a, 1), StringComparison.Ordinal), static s => Math.Ceiling(s[1] * 0.1));
        functions.Member("endsWith", "string string", "bool", static a => S(a, 0).EndsWith(S(a, 1), StringComparison.Ordinal), static s => Math.Ceiling(s[1] * 0.1));
        functions.Member("matches", "string string", "bool", Matches, Functions.Match);
        functions.Global("matches", "string string", "bool", Matches, Functions.Match);
        functions.Member("find", "string string", "string", static a => With(S(a, 1), p => p.Match(S(a, 0)).Value), Functions.Match, static s => s[0]);
        functions.Member("findAll", "string string", "list(string)", static a => FindAll(S(a, 0), S(a, 1), -1), Functions.Match, static s => s[0]);
        functions.Member("findAll", "string string int", "list(string)", static a => FindAll(S(a, 0), S(a, 1), (long)a[2]!), Functions.Match, static s => s[0]);
        functions.Member("charAt", "string int", "string", static a => Cut(S(a, 0), (long)a[1]!, (long)a[1]! == S(a, 0).Length ? (long)a[1]! : (long)a[1]! + 1), null, static _ => 4);
        functions.Member("substring", "string int", "string", static a => Cut(S(a, 0), (long)a[1]!, S(a, 0).Length), Functions.Traverse, static s => s[0]);
        functions.Member("substring", "string int int", "string", static a => Cut(S(a, 0), (long)a[1]!, (long)a[2]!), Functions.Traverse, static s => s[0]);
        functions.Member("indexOf", "string string", "int", static a => (long)S(a, 0).IndexOf(S(a, 1), StringComparison.Ordinal), Functions.Traverse);
        functions.Member("indexOf", "string string int", "int", static a => Between(S(a, 0), (long)a[2]!) ? (long)S(a, 0).IndexOf(S(a, 1), (int)(long)a[2]!, StringComparison.Ordinal) : OutOfRange((long)a[2]!), Functions.Traverse);
        functions.Member("lastIndexOf", "string string", "int", static a => (long)S(a, 0).LastIndexOf(S(a, 1), StringComparison.Ordinal), Functions.Traverse);
        functions.Member("lastIndexOf", "string string int", "int", LastIndexOf, Functions.Traverse);
        functions.Member("lowerAscii", "string", "string", static a => string.Concat(S(a, 0).Select(c => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c)), Functions.Traverse, static s => s[0]);
        functions.Member("upperAscii", "string", "string", static a => string.Concat(S(a, 0).Select(c => c is >= 'a' and <= 'z' ? (char)(c - 32) : c)), Functions.Traverse, static s => s[0]);
        functions.Member("trim", "string", "string", static a => S(a, 0).Trim(), Functions.Traverse, static s => s[0]);
        functions.Member("replace", "string string string", "string", static a => Replace(S(a, 0), S(a, 1), S(a, 2), -1), Twice, Replaced);
        functions.Member("replace", "string string string int", "string", static a => Replace(S(a, 0), S(a, 1), S(a, 2), (long)a[3]!), Twice, Replaced);
        functions.Member("split", "string string", "list(string)", static a => Split(S(a, 0), S(a, 1), -1), Twice, static s => s[0]);
        functions.Member("split", "string string int", "list(string)", static a => Split(S(a, 0), S(a, 1), (long)a[2]!), Twice, static s => s[0]);
        functions.Member("join", "list(string)", "string", static a => string.Concat((ListValue)a[0]!), Twice);
        functions.Member("join", "list(string) string", "string", static a => string.Join(S(a, 1), (ListValue)a[0]!), Twice);
        functions.Member("format", "string list(dyn)", "string", static a => TextFormat.Apply(S(a, 0), (ListValue)a[1]!), Functions.Traverse);
        functions.Global("strings.quote", "string", "string", static a => GoText.Quote(S(a, 0)), Functions.Traverse, static s => s[0] * 2);
        functions.Global("url", "string", LibraryTypes.Url, static a => Link(S(a, 0)) ?? (object)new EvaluationError($"URL parse error during conversion from string: parse {GoText.Quote(S(a, 0))}: invalid URI for request"), Functions.Traverse);
        functions.Global("isURL", "string", "bool", static a => Link(S(a, 0)) is not null, Functions.Traverse);
        functions.Member("getScheme", LibraryTypes.Url, "string", static a => U(a).IsAbsoluteUri ? U(a).Scheme : "");
        functions.Member("getHost", LibraryTypes.Url, "string", static a => U(a).IsAbsoluteUri ? U(a).OriginalString.Contains($"{U(a).Host}:", StringComparison.OrdinalIgnoreCase) ? $"{U(a).Host}:{U(a).Port}" : U(a).Host : "");
        functions.Member("getHostname", LibraryTypes.Url, "string", static a => U(a).IsAbsoluteUri ? U(a).Host.Trim('[', ']') : "");
        functions.Member("getPort", LibraryTypes.Url, "string", static a => U(a).IsAbsoluteUri && U(a).OriginalString.Contains($"{U(a).Host}:", StringComparison.OrdinalIgnoreCase) ? U(a).Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        functions.Member("getEscapedPath", LibraryTypes.Url, "string", static a => PathOf(U(a)));
        functions.Member("getQuery", LibraryTypes.Url, "map(string,list(string))", static a => Query(U(a)));
    }

    private static string S(object?[] arguments, int index) => (string)arguments[index]!;

    private static Uri U(object?[] arguments) => (Uri)arguments[0]!;

    private static object? Matches(object?[] a) => With(S(a, 1), p => Patterns.Matches(p, S(a, 0)));

    private static object? With(string pattern, Func<Regex, object?> use)
    {
        try
        {
            return use(Patterns.Compile(pattern));
        }
        catch (ArgumentException e)
        {
            return new EvaluationError($"error parsing regexp: {e.Message}");
        }
        catch (RegexMatchTimeoutException)
        {
            return new EvaluationError("regular expression took too long");
        }
    }

    private static object? FindAll(string text, string pattern, long most) =>
        With(pattern, p => new MadeList([.. p.Matches(text).Take(most < 0 ? int.MaxValue : (int)Math.Min(most, int.MaxValue)).Select(m => (object?)m.Value)]));

    private static EvaluationError OutOfRange(long index) => new($"index out of range: {index}");

    private static bool Between(string text, long index) => index >= 0 && index <= text.Length;

    private static object Cut(string text, long start, long end)
    {
        if (Between(text, start) && Between(text, end) && start <= end)
        {
            return text.Substring((int)start, (int)(end - start));
        }

        return !Between(text, start) ? OutOfRange(start) : !Between(text, end) ? OutOfRange(end) : new EvaluationError($"invalid substring range. start: {start}, end: {end}");
    }

    private static object LastIndexOf(object?[] a)
    {
        var (text, wanted, at) = (S(a, 0), S(a, 1), (long)a[2]!);
        return !Between(text, at) ? OutOfRange(at) : (long)text.AsSpan(0, (int)Math.Min(text.Length, at + wanted.Length)).LastIndexOf(wanted);
    }

    private static string Replace(string text, string old, string replacement, long times)
    {
        if (old.Length == 0)
        {
            var spread = new StringBuilder();
            for (var i = 0; i <= text.Length; i++)
            {
                spread.Append(times < 0 || i < times ? replacement : "").Append(i < text.Length ? text[i] : "");
            }

            return spread.ToString();
        }

        var parts = text.Split(old, times < 0 ? int.MaxValue : (int)Math.Min(times + 1, int.MaxValue));
        return string.Join(replacement, parts);
    }

    private static MadeList Split(string text, string separator, long most)
    {
        if (most == 0)
        {
            return new MadeList([]);
        }

        var count = most < 0 ? int.MaxValue : (int)Math.Min(most, int.MaxValue);
        IEnumerable<string> parts = separator.Length > 0 ? text.Split(separator, count)
            : text.Length <= count ? text.Select(c => c.ToString())
            : [.. text.Take(count - 1).Select(c => c.ToString()), text[(count - 1)..]];
        return new MadeList([.. parts]);
    }

    private static Uri? Link(string text) => text.StartsWith('/') ? new Uri(text, UriKind.Relative) : Uri.TryCreate(text, UriKind.Absolute, out var link) ? link : null;

    private static string PathOf(Uri link)
    {
        var text = link.OriginalString;
        var start = link.IsAbsoluteUri ? text.IndexOf('/', Math.Min(text.Length, text.IndexOf("://", StringComparison.Ordinal) + 3)) : 0;
        return start < 0 ? "" : text[start..].Split('?', '#')[0];
    }

    private static MadeMap Query(Uri link)
    {
        var text = link.OriginalString.Split('#')[0];
        var at = text.IndexOf('?', StringComparison.Ordinal);
        var pairs = at < 0 ? [] : text[(at + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (Name: Plain(p[0]), Value: p.Length > 1 ? Plain(p[1]) : ""));
        return new MadeMap(pairs.GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => (object)g.Key, g => (object?)new MadeList([.. g.Select(p => p.Value)])));

        static string Plain(string part) => Uri.UnescapeDataString(part.Replace('+', ' '));
    }

    private static double Twice(double[] sizes) => Math.Ceiling(sizes[0] * 0.2);

    private static double Replaced(double[] sizes) => double.IsInfinity(sizes[0]) || double.IsInfinity(sizes[2]) ? Unbounded : sizes[0] + ((sizes[0] + 1) * sizes[2]);
}
