using System.Globalization;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>
/// What stands for values that differ from run to run. A numbered one is bound where it is seen first and must be the same ever after;
/// of two resource versions the one with the greater number must not be the smaller.
/// </summary>
internal sealed partial class Placeholders
{
    private readonly Dictionary<string, string> _bound = new(StringComparer.Ordinal);

    /// <summary>The text with bound values in the place of placeholders. A UUID that was not seen was invented by the recorder; a time of the server stands for any.</summary>
    public string Fill(string text) => Any().Replace(text, m => _bound.TryGetValue(m.Value, out var bound) ? bound : m.Groups[1].Value switch
    {
        "uid" => _bound[m.Value] = Guid.NewGuid().ToString(),
        "time" => "2001-01-01T00:00:00Z",
        _ => m.Value,
    });

    /// <summary>What does not fit, or null.</summary>
    public string? Match(string expected, string actual)
    {
        if (expected.Contains("<trimmed>", StringComparison.Ordinal))
        {
            return null;
        }

        var names = new List<string>();
        var last = 0;
        var pattern = new System.Text.StringBuilder("^");
        foreach (Match m in Any().Matches(expected))
        {
            pattern.Append(Regex.Escape(expected[last..m.Index]));
            if (_bound.TryGetValue(m.Value, out var known))
            {
                pattern.Append(Regex.Escape(known));
            }
            else
            {
                names.Add(m.Value);
                pattern.Append('(').Append(PatternOf(m.Groups[1].Value)).Append(')');
            }

            last = m.Index + m.Length;
        }

        pattern.Append(Regex.Escape(expected[last..])).Append('$');
        var match = Regex.Match(actual, pattern.ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant);
        if (!match.Success)
        {
            return $"expected {Fill(expected)}";
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (Bind(names[i], match.Groups[i + 1].Value) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>The version of a list or bookmark: where the recorder's was the version of an object, other writes may have made it greater here.</summary>
    public string? MatchListVersion(string expected, string actual) =>
        _bound.TryGetValue(expected, out var bound) && long.TryParse(actual, CultureInfo.InvariantCulture, out var version) && version >= long.Parse(bound, CultureInfo.InvariantCulture)
            ? null
            : Match(expected, actual);

    private string? Bind(string name, string value)
    {
        if (!name.Contains('-', StringComparison.Ordinal) || name == "<http-time>")
        {
            return null;
        }

        if (name.StartsWith("<rv-", StringComparison.Ordinal))
        {
            var number = Number(name);
            var version = long.Parse(value, CultureInfo.InvariantCulture);
            foreach (var (other, bound) in _bound.Where(b => b.Key.StartsWith("<rv-", StringComparison.Ordinal)))
            {
                // The recorder's server wrote other things in between, so what is greater there may be equal here.
                var order = version.CompareTo(long.Parse(bound, CultureInfo.InvariantCulture));
                if (order != 0 && order != number.CompareTo(Number(other)))
                {
                    return $"{name} is {value}, which is out of order with {other} = {bound}";
                }
            }
        }

        _bound[name] = value;
        return null;
    }

    private static int Number(string name) => int.Parse(name.AsSpan(4, name.Length - 5), CultureInfo.InvariantCulture);

    private static string PatternOf(string kind) => kind switch
    {
        "rv" => "[0-9]+",
        "uid" => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "time" => "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        "age" => "[0-9dhmsy]+",
        "hash" => "[0-9A-F]{128}",
        "continue" => "[A-Za-z0-9_-]+",
        "rand" => "[a-z0-9]{5}",
        "http-time" => "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT",
        "random" => "[0-9]+",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such placeholder"),
    };

    [GeneratedRegex("<(rv|uid|time|age|hash|continue|rand|http-time|random)(?:-[0-9]+)?>")]
    private static partial Regex Any();
}
