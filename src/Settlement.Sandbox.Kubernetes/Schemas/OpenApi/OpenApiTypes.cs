using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.OpenApi;

/// <summary>Writes types as OpenAPI schemas and finds the types that they refer to.</summary>
internal sealed class OpenApiTypes(OpenApiVersion version)
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>All schemas so far, by name.</summary>
    public JsonObject Schemas => new(_schemas.Select(s => new KeyValuePair<string, JsonNode?>(s.Key, s.Value)));

    /// <summary>Adds a built-in type and all that it refers to.</summary>
    public void Add(SchemaNode node)
    {
        if (node.TypeName is null || _schemas.ContainsKey(node.TypeName))
        {
            return;
        }

        var schema = new JsonObject();
        _schemas.Add(node.TypeName, schema);
        if (node.Kind == SchemaKind.Object)
        {
            Object(schema, node);
        }
        else
        {
            Leaf(schema, node);
        }
    }

    /// <summary>Adds a schema of a custom resource.</summary>
    public void Add(string name, JsonObject schema) => _schemas[name] = schema;

    /// <summary>The kinds that a type stands for.</summary>
    public static JsonArray Kinds(IEnumerable<(string Group, string Version, string Kind)> kinds) =>
        new([.. kinds.Select(k => new JsonObject { ["group"] = k.Group, ["kind"] = k.Kind, ["version"] = k.Version })]);

    private void Object(JsonObject schema, SchemaNode node)
    {
        schema["type"] = "object";
        var required = node.Fields.Where(f => f.Value.Required).Select(f => f.Key).ToList();
        if (required.Count > 0)
        {
            schema["required"] = Texts(required);
        }

        var properties = new JsonObject();
        foreach (var (name, field) in node.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var property = Value(field.Node, field.Presence == FieldPresence.Always && field.Node.Kind == SchemaKind.Object);
            if (IsListOfObjects(node, name))
            {
                property.Remove("x-kubernetes-list-type");
            }

            if (field.MergeKey is not null)
            {
                property["x-kubernetes-patch-merge-key"] = field.MergeKey;
            }

            if (field.Strategy.Length > 0)
            {
                property["x-kubernetes-patch-strategy"] = field.Strategy;
            }

            properties.Add(name, property);
        }

        if (properties.Count > 0)
        {
            schema["properties"] = properties;
        }

        if (BuiltInSchemas.KindsOf(node.TypeName!).ToList() is { Count: > 0 } kinds)
        {
            schema["x-kubernetes-group-version-kind"] = Kinds(kinds);
        }

        if (node.Atomic)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }
    }

    /// <summary>Lists of whole objects say nothing of how they are merged.</summary>
    private static bool IsListOfObjects(SchemaNode node, string name) =>
        name == "items" && node.Fields.TryGetValue("metadata", out var metadata) && metadata.Node.TypeName == BuiltInSchemas.Meta + "ListMeta";

    private JsonObject Value(SchemaNode node, bool always)
    {
        if (node.TypeName is not null)
        {
            Add(node);
            return always && node.Kind != SchemaKind.Object ? version.Reference(node.TypeName) : version.Property(node.TypeName, always);
        }

        var schema = new JsonObject();
        Leaf(schema, node);
        switch (node.Kind)
        {
            case SchemaKind.List:
                schema["items"] = Value(node.Items!, always: true);
                if (node.ListKeys.Count > 0)
                {
                    schema["x-kubernetes-list-map-keys"] = Texts(node.ListKeys);
                }

                schema["x-kubernetes-list-type"] = node.ListMerge switch { ListMerge.Map => "map", ListMerge.Set => "set", _ => "atomic" };
                break;
            case SchemaKind.Map:
                schema["additionalProperties"] = Value(node.Items!, always: true);
                if (node.Atomic)
                {
                    schema["x-kubernetes-map-type"] = "atomic";
                }

                break;
        }

        return schema;
    }

    private void Leaf(JsonObject schema, SchemaNode node)
    {
        switch (node.TypeName)
        {
            case BuiltInSchemas.Quantity or BuiltInSchemas.IntOrString when version.Is3:
                schema["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = node.TypeName == BuiltInSchemas.Quantity ? "number" : "integer" });
                break;
            case BuiltInSchemas.RawExtension or BuiltInSchemas.FieldsV1:
                schema["type"] = "object";
                break;
            default:
                var type = node.Kind switch
                {
                    SchemaKind.String or SchemaKind.IntOrString => "string",
                    SchemaKind.Integer => "integer",
                    SchemaKind.Number => "number",
                    SchemaKind.Boolean => "boolean",
                    SchemaKind.List => "array",
                    SchemaKind.Map => "object",
                    _ => null,
                };
                if (type is not null)
                {
                    schema["type"] = type;
                }

                break;
        }

        if (node.Format is not null)
        {
            schema["format"] = node.Format;
        }

        if (version.Is3 && node.Default is not null)
        {
            schema["default"] = node.Default.DeepClone();
        }

        if (node.Enum.Count > 0)
        {
            schema["enum"] = Texts(node.Enum);
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
