using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>What the kinds of patches have in common.</summary>
internal static class PatchValue
{
    /// <summary>The kind of a JSON value as messages name it.</summary>
    public static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };

    public const string GoMap = "map[string]interface {}";

    /// <summary>The type of a value in the machinery, where whole numbers and others are two types.</summary>
    public static string GoTypeOf(JsonNode? value) => GoValues.Type(value);

    /// <summary>A patch that is well formed and cannot be carried out on this object. The machinery does not tell why.</summary>
    public static StatusException Unprocessable() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    /// <summary>Puts the members of an object that a patch touched into order, as the machinery's libraries leave them; refusals show it.</summary>
    public static void Sort(JsonObject map)
    {
        var names = map.Select(m => m.Key).ToList();
        for (var i = 1; i < names.Count; i++)
        {
            if (string.CompareOrdinal(names[i - 1], names[i]) > 0)
            {
                var sorted = map.OrderBy(m => m.Key, StringComparer.Ordinal).ToList();
                map.Clear();
                foreach (var (name, value) in sorted)
                {
                    map[name] = value;
                }

                return;
            }
        }
    }
}
