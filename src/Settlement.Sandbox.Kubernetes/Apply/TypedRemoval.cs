using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Takes fields out of an object.</summary>
internal static class TypedRemoval
{
    /// <returns>A new object without the members of the set; nothing is shared.</returns>
    public static JsonObject Remove(JsonObject value, FieldSet fields, SchemaNode schema) => Visit(value, fields, schema) as JsonObject ?? new JsonObject();

    private static JsonNode? Visit(JsonNode? value, FieldSet fields, SchemaNode? node)
    {
        if (fields.IsEmpty)
        {
            return value?.DeepClone();
        }

        return value switch
        {
            JsonObject map when !Shapes.IsAtomicMap(node) => Map(map, fields, node),
            JsonArray list when !Shapes.IsAtomicList(node) => List(list, fields, node!),
            JsonObject or JsonArray => null,
            _ => value?.DeepClone(),
        };
    }

    private static JsonObject? Map(JsonObject map, FieldSet fields, SchemaNode? node)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in map)
        {
            var element = PathElement.Field(name);
            if (!fields.Has(element))
            {
                _ = Shapes.TryMember(node, name, out var member);
                kept[name] = Visit(value, fields.Below(element), member);
            }
        }

        return kept.Count > 0 ? kept : null;
    }

    private static JsonArray? List(JsonArray list, FieldSet fields, SchemaNode node)
    {
        var kept = new JsonArray();
        foreach (var item in list)
        {
            if (!ListItems.TryElement(node, item, out var element, out _))
            {
                kept.Add(item?.DeepClone());
            }
            else if (!fields.Has(element))
            {
                kept.Add(Visit(item, fields.Below(element), node.Items));
            }
        }

        return kept.Count > 0 ? kept : null;
    }
}
