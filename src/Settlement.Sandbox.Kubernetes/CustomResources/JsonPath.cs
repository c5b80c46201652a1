using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>
/// The JSONPath of printer columns, such as <c>.status.conditions[?(@.type=="Ready")].status</c>: members, <c>['quoted members']</c>, indexes, ranges, <c>[*]</c>, filters that compare or ask for
/// presence, and <c>..name</c>. Missing members give nothing.
/// </summary>
internal sealed class JsonPath
{
    private const int MostResults = 1000;
    private readonly List<Step> _steps = [];

    private JsonPath()
    {
    }

    private delegate IEnumerable<JsonNode?> Step(JsonNode? value);

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static JsonPath Parse(string path)
    {
        var result = new JsonPath();
        var at = 0;
        while (at < path.Length)
        {
            switch (path[at])
            {
                case '.' when at + 1 < path.Length && path[at + 1] == '.':
                    at += 2;
                    result._steps.Add(Descendants);
                    if (at < path.Length && path[at] != '[')
                    {
                        result.AddName(path, ref at);
                    }

                    break;
                case '.':
                    at++;
                    if (at < path.Length && path[at] != '[')
                    {
                        result.AddName(path, ref at);
                    }

                    break;
                case '[':
                    result.AddBracket(path, ref at);
                    break;
                case '@' or '$' when at == 0:
                    at++;
                    break;
                default:
                    result.AddName(path, ref at);
                    break;
            }
        }

        return result;
    }

    public static bool TryParse(string path, [NotNullWhen(true)] out JsonPath? parsed)
    {
        try
        {
            parsed = Parse(path);
            return true;
        }
        catch (FormatException)
        {
            parsed = null;
            return false;
        }
    }

    /// <summary>What the path leads to, in order.</summary>
    public IReadOnlyList<JsonNode?> Find(JsonNode? value)
    {
        List<JsonNode?> found = [value];
        foreach (var step in _steps)
        {
            found = [.. found.SelectMany(v => step(v)).Take(MostResults)];
        }

        return found;
    }

    private static IEnumerable<JsonNode?> Descendants(JsonNode? value)
    {
        var open = new Stack<JsonNode?>([value]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next).Reverse())
            {
                open.Push(child);
            }
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? value) => value switch
    {
        JsonObject members => members.Select(m => m.Value),
        JsonArray list => list,
        _ => [],
    };

    private static Step Name(string name) => value => value is JsonObject members && members.TryGetPropertyValue(name, out var member) ? [member] : [];

    private static Step Range(int? from, int? to, int step) => value =>
    {
        if (value is not JsonArray list)
        {
            return [];
        }

        var first = Math.Clamp(from is { } f ? f < 0 ? list.Count + f : f : 0, 0, list.Count);
        var last = Math.Clamp(to is { } t ? t < 0 ? list.Count + t : t : list.Count, 0, list.Count);
        return Enumerable.Range(0, Math.Max(0, (last - first + step - 1) / step)).Select(i => list[first + (i * step)]);
    };

    private static Step Index(int index) => value => value is JsonArray list && (index < 0 ? index + list.Count : index) is var at && at >= 0 && at < list.Count ? [list[at]] : [];

    private void AddName(string path, ref int at)
    {
        var name = new StringBuilder();
        while (at < path.Length && path[at] is not ('.' or '['))
        {
            if (path[at] == '\\' && at + 1 < path.Length)
            {
                at++;
            }

            if (path[at] is '{' or '}' or '(' or ')' or '"' or '\'')
            {
                throw new FormatException($"unrecognized character in action: U+{(int)path[at]:X4} '{path[at]}'");
            }

            name.Append(path[at++]);
        }

        if (name.Length == 0)
        {
            throw new FormatException("a name is missing");
        }

        _steps.Add(name.ToString() == "*" ? Children : Name(name.ToString()));
    }

    private void AddBracket(string path, ref int at)
    {
        var end = Close(path, at);
        var inner = path[(at + 1)..end].Trim();
        at = end + 1;
        if (inner == "*")
        {
            _steps.Add(Children);
        }
        else if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
        {
            var filter = JsonPathFilter.Parse(inner[2..^1]);
            _steps.Add(value => Children(value).Where(filter.Holds));
        }
        else if (inner is [_, .., _] && inner[0] is ('\'' or '"') && inner[^1] == inner[0])
        {
            _steps.Add(Name(inner[1..^1].Replace("\\" + inner[0], inner[0].ToString(), StringComparison.Ordinal)));
        }
        else
        {
            AddNumbers(inner);
        }
    }

    private void AddNumbers(string inner)
    {
        if (inner.Contains(',', StringComparison.Ordinal))
        {
            var indexes = inner.Split(',').Select(p => Index(Number(p) ?? throw new FormatException($"invalid array index {inner}"))).ToList();
            _steps.Add(value => indexes.SelectMany(i => i(value)));
            return;
        }

        var parts = inner.Split(':');
        if (parts.Length == 1)
        {
            _steps.Add(Index(Number(parts[0]) ?? throw new FormatException($"invalid array index {inner}")));
        }
        else
        {
            var step = parts.Length == 3 ? Number(parts[2]) ?? 1 : 1;
            if (parts.Length > 3 || step <= 0)
            {
                throw new FormatException($"invalid array index {inner}");
            }

            _steps.Add(Range(Number(parts[0]), Number(parts[1]), step));
        }
    }

    private static int? Number(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number : throw new FormatException($"invalid array index {text}");
    }

    private static int Close(string path, int open)
    {
        char? quote = null;
        var depth = 0;
        for (var i = open; i < path.Length; i++)
        {
            var c = path[i];
            if (quote is not null)
            {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? null : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else
            {
                depth += c == '[' ? 1 : c == ']' ? -1 : 0;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        throw new FormatException("unterminated array");
    }
}
