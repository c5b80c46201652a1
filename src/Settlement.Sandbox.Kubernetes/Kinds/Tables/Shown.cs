using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Tables;

/// <summary>Values as cells show them.</summary>
internal static class Shown
{
    public const string None = "<none>";

    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    /// <summary>A whole number, 0 where it is absent.</summary>
    public static long Count(JsonObject? node, string name) => node.Number(name) ?? 0;

    /// <summary>A number or text such as <c>25%</c>, or what stands for absence.</summary>
    public static string IntOrText(JsonObject? node, string name, string absent) => node.Text(name) ?? node.Number(name)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? absent;

    /// <summary>Names and images of the containers of a pod's spec.</summary>
    public static (string Names, string Images) Containers(JsonObject? podSpec) =>
        (string.Join(",", podSpec.Objects("containers").Select(c => c.Text("name"))), string.Join(",", podSpec.Objects("containers").Select(c => c.Text("image"))));

    /// <summary>A map of labels as a selector.</summary>
    public static string Labels(JsonObject? labels) => OrNone(string.Join(",", Pairs(labels)));

    /// <summary>A label selector.</summary>
    public static string Selector(JsonObject? selector)
    {
        var parts = Pairs(selector.Object("matchLabels")).Select(text => (Key: text, Text: text));
        var expressions = selector.Objects("matchExpressions").Select(e => (Key: e.Text("key") ?? "", Text: Expression(e)));
        return OrNone(string.Join(",", parts.Concat(expressions).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Text)));
    }

    private static IEnumerable<string> Pairs(JsonObject? labels) =>
        (labels ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value?.GetValue<string>()}");

    private static string Expression(JsonObject expression)
    {
        var key = expression.Text("key");
        var values = string.Join(",", (expression.Array("values") ?? []).Select(v => v?.GetValue<string>()).Order(StringComparer.Ordinal));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key ?? "",
        };
    }
}
