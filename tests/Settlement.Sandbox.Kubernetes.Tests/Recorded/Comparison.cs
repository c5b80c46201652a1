using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Compares an answer with the recorded one, by the placeholder rules; members are compared in their order too.</summary>
internal sealed class Comparison(Placeholders placeholders)
{
    /// <summary>Member that says that the recording kept only a part of the object.</summary>
    private const string Trimmed = "<trimmed>";

    public List<string> Differences { get; } = [];

    public void Text(string where, string expected, string actual)
    {
        if (placeholders.Match(expected, actual) is { } wrong)
        {
            Differences.Add($"{where}: {Short(wrong)}, got {Short(actual)}");
        }
    }

    public void Node(string where, JsonNode? expected, JsonNode? actual)
    {
        switch (expected, actual)
        {
            case (JsonObject e, JsonObject a):
                Object(where, e, a);
                break;
            case (JsonArray e, JsonArray a) when where.EndsWith(".managedFields", StringComparison.Ordinal):
                Node(where + " by manager", ByManager(e), ByManager(a));
                break;
            case (JsonArray e, JsonArray a):
                for (var i = 0; i < Math.Min(e.Count, a.Count); i++)
                {
                    Node($"{where}[{i}]", e[i], a[i]);
                }

                if (e.Count != a.Count)
                {
                    Differences.Add($"{where}: expected {e.Count} elements, got {a.Count}: {Short(a.ToJsonString(Json.Compact))}");
                }

                break;
            case (JsonValue e, JsonValue a) when e.TryGetValue<string>(out var text) && a.TryGetValue<string>(out var got):
                Text(where, text, got);
                break;
            default:
                if (!JsonNode.DeepEquals(expected, actual))
                {
                    Differences.Add($"{where}: expected {Short(expected?.ToJsonString(Json.Compact) ?? "null")}, got {Short(actual?.ToJsonString(Json.Compact) ?? "null")}");
                }

                break;
        }
    }

    /// <summary>Entries are ordered by their times, which fall into one second here or into two.</summary>
    private static JsonArray ByManager(JsonArray entries) =>
        [.. entries.OfType<JsonObject>().OrderBy(e => $"{e.Text("manager")}|{e.Text("operation")}|{e.Text("subresource")}|{e.Text("apiVersion")}", StringComparer.Ordinal).Select(e => e.DeepClone())];

    private static bool IsListOrBookmark(JsonObject value) =>
        (value.Text("kind") is { } kind && (kind.EndsWith("List", StringComparison.Ordinal) || kind == "Table")) || value.Object("metadata", "annotations")?.ContainsKey("k8s.io/initial-events-end") == true;

    private void Object(string where, JsonObject expected, JsonObject actual)
    {
        var versioned = IsListOrBookmark(expected) ? expected.Object("metadata") : null;
        if (versioned.Text("resourceVersion") is { } version && actual.Object("metadata").Text("resourceVersion") is { } got)
        {
            if (placeholders.MatchListVersion(version, got) is { } wrong)
            {
                Differences.Add($"{where}.metadata.resourceVersion: {wrong}, got {got}");
            }

            versioned!["resourceVersion"] = got;
        }

        var whole = !expected.ContainsKey(Trimmed);
        foreach (var (name, value) in expected.Where(m => m.Key != Trimmed))
        {
            if (!actual.TryGetPropertyValue(name, out var other))
            {
                Differences.Add($"{where}.{name}: absent, expected {Short(value?.ToJsonString(Json.Compact) ?? "null")}");
            }
            else
            {
                Node($"{where}.{name}", value, other);
            }
        }

        foreach (var (name, value) in actual.Where(m => whole && !expected.ContainsKey(m.Key)))
        {
            Differences.Add($"{where}.{name}: not expected, got {Short(value?.ToJsonString(Json.Compact) ?? "null")}");
        }

        var order = actual.Select(m => m.Key).Where(expected.ContainsKey);
        if (whole && !order.SequenceEqual(expected.Select(m => m.Key).Where(actual.ContainsKey), StringComparer.Ordinal))
        {
            Differences.Add($"{where}: order {string.Join(",", actual.Select(m => m.Key))}, expected {string.Join(",", expected.Select(m => m.Key))}");
        }
    }

    private static string Short(string text) => text.Length <= 600 ? text : text[..600] + "…";
}
