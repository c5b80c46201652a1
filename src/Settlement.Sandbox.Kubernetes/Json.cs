using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>Reading and writing of JSON objects without ceremony.</summary>
internal static class Json
{
    /// <summary>Compact, and characters outside ASCII as they are.</summary>
    public static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>The object at a path of members, or null where a member is absent or something else.</summary>
    public static JsonObject? Object(this JsonObject? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node?[name] as JsonObject;
        }

        return node;
    }

    /// <summary>The string at the member, or null where it is absent or something else.</summary>
    public static string? Text(this JsonObject? node, string name) =>
        node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The whole number at the member, or null where it is absent or something else.</summary>
    public static long? Number(this JsonObject? node, string name) =>
        node?[name] is not JsonValue value ? null : value.TryGetValue<long>(out var number) ? number : value.TryGetValue<int>(out var small) ? small : null;

    public static bool Flag(this JsonObject? node, string name) =>
        node?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static JsonArray? Array(this JsonObject? node, string name) => node?[name] as JsonArray;

    /// <summary>The objects in the array at the member; none where it is absent.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject? node, string name) => (node?[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static JsonObject Metadata(this JsonObject node)
    {
        if (node["metadata"] is JsonObject present)
        {
            return present;
        }

        var metadata = new JsonObject();
        node["metadata"] = metadata;
        return metadata;
    }

    public static string Name(this JsonObject node) => node.Object("metadata").Text("name") ?? "";

    public static string Namespace(this JsonObject node) => node.Object("metadata").Text("namespace") ?? "";

    public static string Uid(this JsonObject node) => node.Object("metadata").Text("uid") ?? "";
}
