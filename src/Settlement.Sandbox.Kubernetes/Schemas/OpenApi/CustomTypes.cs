using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.OpenApi;

/// <summary>The schemas of a defined kind and of its list, as OpenAPI tells them.</summary>
internal static class CustomTypes
{
    // What version 2 has no word for.
    private static readonly string[] OnlyInThree = ["oneOf", "anyOf", "allOf", "not", "nullable", "x-kubernetes-validations"];

    /// <summary>The name of a type: the group's parts turned round, the version and the kind.</summary>
    public static string Name(ResourceType type, string kind) => string.Join('.', [.. type.Group.Split('.').Reverse(), type.Version, kind]);

    public static void Add(OpenApiTypes types, ResourceType type, OpenApiVersion version)
    {
        types.Add(BuiltInSchemas.ObjectMeta);
        types.Add(BuiltInSchemas.ListMeta);
        var schema = type.Schema.Source?.DeepClone().AsObject() ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        Each(schema, version.Is3 ? TellNumbersOrStrings : Reduce);

        var defined = schema["properties"] as JsonObject ?? [];
        schema["properties"] = Properties(defined.Where(p => p.Key is not ("apiVersion" or "kind" or "metadata")).Select(p => new KeyValuePair<string, JsonNode?>(p.Key, p.Value?.DeepClone()))
            .Concat(Common(version, "ObjectMeta")));
        Mark(schema, type, type.Kind);
        Each(schema, ExtensionsLast);
        types.Add(Name(type, type.Kind), schema);

        var items = new JsonObject { ["type"] = "array", ["items"] = version.Reference(Name(type, type.Kind)) };
        var list = new JsonObject
        {
            ["description"] = $"{type.ListKind} is a list of {type.Kind}",
            ["type"] = "object",
            ["required"] = new JsonArray("items"),
            ["properties"] = Properties(Common(version, "ListMeta").Append(new("items", items))),
        };
        Mark(list, type, type.ListKind);
        types.Add(Name(type, type.ListKind), list);
    }

    private static void Mark(JsonObject schema, ResourceType type, string kind)
    {
        schema["x-kubernetes-group-version-kind"] = OpenApiTypes.Kinds([(type.Group, type.Version, kind)]);
        if (type.Strategy.SelectableFieldNames.Count > 0)
        {
            schema["x-kubernetes-selectable-fields"] = new JsonArray([.. type.Strategy.SelectableFieldNames.Select(f => new JsonObject { ["fieldPath"] = f })]);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Common(OpenApiVersion version, string metadata)
    {
        yield return new("apiVersion", new JsonObject { ["type"] = "string" });
        yield return new("kind", new JsonObject { ["type"] = "string" });
        yield return new("metadata", version.Property(BuiltInSchemas.Meta + metadata, always: false));
    }

    private static JsonObject Properties(IEnumerable<KeyValuePair<string, JsonNode?>> properties) => new(properties.OrderBy(p => p.Key, StringComparer.Ordinal));

    private static void Reduce(JsonObject schema) => Array.ForEach(OnlyInThree, word => schema.Remove(word));

    /// <summary>Tells clients that do not know the extension what may stand there.</summary>
    private static void TellNumbersOrStrings(JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string") && !schema.ContainsKey("anyOf") && !schema.ContainsKey("allOf"))
        {
            schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        }
    }

    /// <summary>Puts the extensions behind everything else, sorted, as the machinery writes them.</summary>
    private static void ExtensionsLast(JsonObject schema)
    {
        foreach (var (word, value) in schema.Where(m => m.Key.StartsWith("x-", StringComparison.Ordinal)).OrderBy(m => m.Key, StringComparer.Ordinal).ToList())
        {
            schema.Remove(word);
            schema.Add(word, value);
        }
    }

    /// <summary>Does something to a schema and to those within it.</summary>
    private static void Each(JsonObject schema, Action<JsonObject> action)
    {
        action(schema);
        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
        {
            Each((JsonObject)property!, action);
        }

        foreach (var word in (ReadOnlySpan<string>)["items", "additionalProperties"])
        {
            if (schema[word] is JsonObject inner)
            {
                Each(inner, action);
            }
        }
    }
}
