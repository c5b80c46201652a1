using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Makes of a definition's <c>openAPIV3Schema</c> the node that pruning, defaults, apply and OpenAPI work with.</summary>
internal static class StructuralSchema
{
    /// <summary>The node of a whole custom resource; its metadata is that of every object.</summary>
    /// <param name="schema">The schema as written in the definition; an empty one keeps everything.</param>
    /// <param name="objectMeta">Schema of metadata.</param>
    public static SchemaNode Root(JsonObject schema, SchemaNode objectMeta) => Build(schema, objectMeta, whole: true);

    private static SchemaNode Build(JsonObject schema, SchemaNode objectMeta, bool whole)
    {
        var embedded = schema.Flag("x-kubernetes-embedded-resource");
        var properties = schema.Object("properties");
        var additional = schema["additionalProperties"];
        var keeps = schema.Flag("x-kubernetes-preserve-unknown-fields");
        var node = new SchemaNode
        {
            Kind = KindOf(schema, properties, additional, keeps),
            Format = schema.Text("format"),
            ListMerge = schema.Text("x-kubernetes-list-type") switch
            {
                "set" => ListMerge.Set,
                "map" => ListMerge.Map,
                _ => ListMerge.Atomic,
            },
            ListKeys = [.. schema.Array("x-kubernetes-list-map-keys")?.OfType<JsonValue>().Select(v => v.ToString()) ?? []],
            Atomic = schema.Text("x-kubernetes-map-type") == "atomic",
            KeepsUnknown = keeps || (whole && schema.Count == 0),
            Embedded = embedded,
            Nullable = schema.Flag("nullable"),
            Default = schema["default"]?.DeepClone(),
            Source = schema,
        };

        if (whole || embedded)
        {
            Add(node, "apiVersion", new SchemaNode { Kind = SchemaKind.String });
            Add(node, "kind", new SchemaNode { Kind = SchemaKind.String });
            Add(node, "metadata", objectMeta);
        }

        var required = schema.Array("required")?.OfType<JsonValue>().Select(v => v.ToString()).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (name, value) in properties?.OrderBy(p => p.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, JsonNode?>>())
        {
            if (value is JsonObject field && !node.Fields.ContainsKey(name))
            {
                Add(node, name, Build(field, objectMeta, whole: false), required.Contains(name));
            }
        }

        node.Items = node.Kind switch
        {
            SchemaKind.List when schema["items"] is JsonObject items => Build(items, objectMeta, whole: false),
            SchemaKind.Map when additional is JsonObject values => Build(values, objectMeta, whole: false),
            _ => null,
        };
        return node;
    }

    private static SchemaKind KindOf(JsonObject schema, JsonObject? properties, JsonNode? additional, bool keeps) => schema.Text("type") switch
    {
        "string" => SchemaKind.String,
        "integer" => SchemaKind.Integer,
        "number" => SchemaKind.Number,
        "boolean" => SchemaKind.Boolean,
        "array" => SchemaKind.List,
        "object" => additional is JsonObject || (additional is JsonValue && schema.Flag("additionalProperties")) ? SchemaKind.Map
            : keeps && properties is null && !schema.Flag("x-kubernetes-embedded-resource") ? SchemaKind.Any : SchemaKind.Object,
        _ when schema.Flag("x-kubernetes-int-or-string") => SchemaKind.IntOrString,
        _ => properties is null ? SchemaKind.Any : SchemaKind.Object,
    };

    private static void Add(SchemaNode node, string name, SchemaNode field, bool required = false) => node.Fields.Add(name, new SchemaField(field, required, 0, 0, null, ""));
}
