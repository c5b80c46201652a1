using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>
/// The fields that an applied configuration claims: its scalars and atomic parts, the elements of its lists and maps, and empty objects.
/// Objects with named fields are not claimed as such: they go with their fields.
/// </summary>
internal static class OwnedFields
{
    public static FieldSet Of(JsonObject value, SchemaNode schema)
    {
        var set = new FieldSet();
        Visit(Slot.Of(value), schema, set, []);
        return set;
    }

    private static void Visit(Slot value, SchemaNode? node, FieldSet set, List<PathElement> path)
    {
        switch (Shapes.FormOf(node, value))
        {
            case Form.Map when !Shapes.IsAtomicMap(node):
                VisitMap(value.Map, node, set, path);
                break;
            case Form.List when !Shapes.IsAtomicList(node):
                VisitList(value.List, node!, set, path);
                break;
            default:
                set.Add([.. path]);
                break;
        }
    }

    private static void VisitMap(JsonObject? map, SchemaNode? node, FieldSet set, List<PathElement> path)
    {
        foreach (var (name, value) in map ?? [])
        {
            _ = Shapes.TryMember(node, name, out var member);
            path.Add(PathElement.Field(name));
            Visit(Slot.Of(value), member, set, path);
            if (value is null or JsonObject { Count: 0 } || !Shapes.HasField(node, name))
            {
                set.Add([.. path]);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private static void VisitList(JsonArray? list, SchemaNode node, FieldSet set, List<PathElement> path)
    {
        foreach (var item in list ?? [])
        {
            if (!ListItems.TryElement(node, item, out var element, out _))
            {
                continue;
            }

            path.Add(element);
            Visit(Slot.Of(item), node.Items, set, path);
            set.Add([.. path]);
            path.RemoveAt(path.Count - 1);
        }
    }
}
