using System.Text.Json.Nodes;
using k8s;

namespace Settlement.Operator.Run;

/// <summary>Compares what the operator wants with what is there.</summary>
internal static class ManifestComparison
{
    /// <summary>
    /// Whether everything in <paramref name="wanted"/> is so in <paramref name="actual"/>. What the server or others added does not count; lists must be of equal length.
    /// </summary>
    public static bool IsSatisfied(object wanted, object actual) => Contains(JsonNode.Parse(KubernetesJson.Serialize(actual)), JsonNode.Parse(KubernetesJson.Serialize(wanted)));

    private static bool Contains(JsonNode? actual, JsonNode? wanted) => (actual, wanted) switch
    {
        (_, null) => true,
        (JsonObject have, JsonObject want) => want.All(pair => Contains(have[pair.Key], pair.Value)),
        (null, JsonObject want) => want.All(pair => Contains(null, pair.Value)),
        (JsonArray have, JsonArray want) => have.Count == want.Count && have.Zip(want).All(pair => Contains(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(actual, wanted),
    };
}
