using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>A condition on the elements of a list: <c>@.type=="Ready"</c>, <c>@.count&gt;=2</c>, or the presence of <c>@.name</c>.</summary>
internal sealed class JsonPathFilter
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];
    private readonly Func<JsonNode?, JsonNode?> _left;
    private readonly Func<JsonNode?, JsonNode?> _right;
    private readonly string _operator;
    private readonly JsonPath? _present;

    private JsonPathFilter(Func<JsonNode?, JsonNode?> left, string comparison, Func<JsonNode?, JsonNode?> right, JsonPath? present)
    {
        (_left, _operator, _right, _present) = (left, comparison, right, present);
    }

    /// <exception cref="FormatException">It is malformed.</exception>
    public static JsonPathFilter Parse(string text)
    {
        var at = FindOperator(text, out var found);
        return at < 0
            ? new JsonPathFilter(_ => null, "", _ => null, JsonPath.Parse(text.Trim()))
            : new JsonPathFilter(Operand(text[..at].Trim()), found, Operand(text[(at + found.Length)..].Trim()), null);
    }

    public bool Holds(JsonNode? element)
    {
        if (_present is not null)
        {
            return _present.Find(element).Count > 0;
        }

        var (left, right) = (_left(element), _right(element));
        if (left is null || right is null || Compare(left, right) is not { } order)
        {
            return false;
        }

        return _operator switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>The order of two scalars of one type; null where they cannot be compared.</summary>
    private static int? Compare(JsonNode left, JsonNode right) => (left.GetValueKind(), right.GetValueKind()) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetValue<string>(), right.GetValue<string>()),
        (JsonValueKind.Number, JsonValueKind.Number) => Scalars.Double(left.AsValue()).CompareTo(Scalars.Double(right.AsValue())),
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) => (left.GetValueKind() == JsonValueKind.True).CompareTo(right.GetValueKind() == JsonValueKind.True),
        _ => null,
    };

    private static Func<JsonNode?, JsonNode?> Operand(string text)
    {
        if (text.Length >= 2 && text[0] is ('"' or '\'') && text[^1] == text[0])
        {
            var literal = JsonValue.Create(text[1..^1]);
            return _ => literal;
        }

        if (text is "true" or "false")
        {
            var flag = JsonValue.Create(text == "true");
            return _ => flag;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var literal = JsonValue.Create(number);
            return _ => literal;
        }

        var path = JsonPath.Parse(text);
        return element => path.Find(element) is [var only] ? only : null;
    }

    private static int FindOperator(string text, out string found)
    {
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (quote is not null)
            {
                quote = text[i] == quote ? null : quote;
            }
            else if (text[i] is '"' or '\'')
            {
                quote = text[i];
            }
            else if (Operators.FirstOrDefault(o => text.AsSpan(i).StartsWith(o, StringComparison.Ordinal)) is { } match)
            {
                found = match;
                return i;
            }
        }

        found = "";
        return -1;
    }
}
