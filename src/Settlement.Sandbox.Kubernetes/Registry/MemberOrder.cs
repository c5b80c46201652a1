using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>The order of members on the wire: sorted for custom resources, that of the published types for the others. Works in place.</summary>
internal static class MemberOrder
{
    private static readonly string[] Top = ["kind", "apiVersion", "metadata"];

    public static JsonObject Of(ResourceType type, JsonObject value)
    {
        if (type.IsCustom)
        {
            Sort(value);
        }
        else
        {
            OrderTop(value);
            Order(value, type.Schema);
        }

        return value;
    }

    /// <summary>Metadata in the order of the published type, whatever kind it comes from. A copy.</summary>
    public static JsonObject OfMetadata(JsonObject metadata)
    {
        var ordered = metadata.DeepClone().AsObject();
        Order(ordered, BuiltInSchemas.ObjectMeta);
        return ordered;
    }

    private static void OrderTop(JsonObject value)
    {
        var rank = 0;
        foreach (var (name, _) in value)
        {
            if (rank == Top.Length || name != Top[rank++])
            {
                break;
            }
        }

        if (rank < Top.Length)
        {
            Arrange(value, [.. value.OrderBy(m => System.Array.IndexOf(Top, m.Key) is >= 0 and var at ? at : Top.Length)]);
        }
    }

    private static void Order(JsonNode? node, SchemaNode? schema)
    {
        switch (node)
        {
            case JsonObject value when schema is { Kind: SchemaKind.Object, Fields.Count: > 0 }:
                OrderFields(value, schema);
                break;
            case JsonObject value when schema is { Kind: SchemaKind.Map }:
                SortMembers(value);
                foreach (var (_, member) in value)
                {
                    Order(member, schema.Items);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Order(item, schema?.Items);
                }

                break;
            case JsonObject when schema?.TypeName == BuiltInSchemas.FieldsV1:
                Sort(node);
                break;
        }
    }

    private static void OrderFields(JsonObject value, SchemaNode schema)
    {
        var last = -1;
        var ordered = true;
        foreach (var (name, member) in value)
        {
            var at = schema.Fields.IndexOf(name);
            ordered &= at > last;
            last = at;
            Order(member, at < 0 ? null : schema.Fields.GetAt(at).Value.Node);
        }

        if (!ordered)
        {
            Arrange(value, [.. value.OrderBy(m => schema.Fields.IndexOf(m.Key) is >= 0 and var at ? at : int.MaxValue)]);
        }
    }

    private static void Sort(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject value:
                SortMembers(value);
                foreach (var (_, member) in value)
                {
                    Sort(member);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Sort(item);
                }

                break;
        }
    }

    private static void SortMembers(JsonObject value)
    {
        string? before = null;
        foreach (var (name, _) in value)
        {
            if (before is not null && string.CompareOrdinal(before, name) > 0)
            {
                Arrange(value, [.. value.OrderBy(m => m.Key, StringComparer.Ordinal)]);
                return;
            }

            before = name;
        }
    }

    private static void Arrange(JsonObject value, KeyValuePair<string, JsonNode?>[] members)
    {
        value.Clear();
        foreach (var (name, member) in members)
        {
            value.Add(name, member);
        }
    }
}
