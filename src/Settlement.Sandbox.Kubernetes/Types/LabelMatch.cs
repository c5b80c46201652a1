using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>Label selectors as objects carry them (<c>matchLabels</c>, <c>matchExpressions</c>).</summary>
internal static class LabelMatch
{
    /// <summary>Null selects nothing, an empty selector everything.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels)
    {
        if (selector is null)
        {
            return false;
        }

        var wanted = selector.Object("matchLabels") ?? [];
        return wanted.All(pair => labels.Text(pair.Key) is { } value && value == wanted.Text(pair.Key)) && selector.Objects("matchExpressions").All(expression => Matches(expression, labels.Text(expression.Text("key") ?? "")));
    }

    private static bool Matches(JsonObject expression, string? value)
    {
        var values = expression.Array("values")?.Select(item => item?.ToString()).ToList() ?? [];
        return expression.Text("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
