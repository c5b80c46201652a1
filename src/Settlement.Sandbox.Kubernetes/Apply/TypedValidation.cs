using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Whether a value can be merged by its schema: known fields, right forms, elements of lists that can be told apart.</summary>
internal static class TypedValidation
{
    /// <exception cref="TypedException">It cannot; the message names every fault.</exception>
    public static void Check(JsonObject value, SchemaNode schema)
    {
        var errors = new List<string>();
        Visit(Slot.Of(value), schema, "", errors);
        if (errors.Count > 0)
        {
            throw new TypedException(errors.Count == 1 ? errors[0] : $"errors:\n{string.Join('\n', errors.Select(e => "  " + e))}");
        }
    }

    private static void Visit(Slot value, SchemaNode? node, string path, List<string> errors)
    {
        if (value.IsNull)
        {
            return;
        }

        switch (Shapes.FormOf(node, value))
        {
            case Form.Map when value.Map is { } map:
                VisitMap(map, node, path, errors);
                break;
            case Form.List when value.List is { } list:
                VisitList(list, node, path, errors);
                break;
            case Form.Scalar:
                if (ScalarFault(value.Node!, node) is { } fault)
                {
                    Add(errors, path, fault);
                }

                break;
            case var form:
                Add(errors, path, $"expected {(form == Form.Map ? "map" : "list")}, got &{{{GoValues.Plain(value.Node)}}}");
                break;
        }
    }

    private static void VisitMap(JsonObject map, SchemaNode? node, string path, List<string> errors)
    {
        foreach (var (name, value) in map)
        {
            if (!Shapes.TryMember(node, name, out var member))
            {
                Add(errors, $"{path}.{name}", "field not declared in schema");
                return;
            }

            Visit(Slot.Of(value), member, $"{path}.{name}", errors);
        }
    }

    private static void VisitList(JsonArray list, SchemaNode? node, string path, List<string> errors)
    {
        var items = node is { Kind: SchemaKind.List } ? node.Items : null;
        if (Shapes.IsAtomicList(node))
        {
            for (var i = 0; i < list.Count; i++)
            {
                Visit(Slot.Of(list[i]), items, $"{path}[{i}]", errors);
            }

            return;
        }

        var seen = new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            if (!ListItems.TryElement(node!, list[i], out var element, out var problem))
            {
                Add(errors, path, $"element {i}: {problem}");
                return;
            }

            if (!seen.Add(element))
            {
                Add(errors, path, $"duplicate entries for key {element}");
            }

            Visit(Slot.Of(list[i]), items, path + element, errors);
        }
    }

    private static string? ScalarFault(JsonNode value, SchemaNode? node)
    {
        var kind = value.GetValueKind();
        if (Shapes.IsUntyped(node))
        {
            return kind is JsonValueKind.Object or JsonValueKind.Array ? $"expected any scalar, got &{{{GoValues.Plain(value)}}}" : null;
        }

        return node!.Kind switch
        {
            SchemaKind.Integer or SchemaKind.Number when kind != JsonValueKind.Number => $"expected numeric (int or float), got {GoValues.Type(value)}",
            SchemaKind.String when kind != JsonValueKind.String => $"expected string, got &value.valueUnstructured{{Value:{GoValues.Syntax(value)}}}",
            SchemaKind.Boolean when kind is not (JsonValueKind.True or JsonValueKind.False) => $"expected boolean, got &{{{GoValues.Plain(value)}}}",
            _ => null,
        };
    }

    private static void Add(List<string> errors, string path, string fault) => errors.Add(path.Length == 0 ? fault : $"{path}: {fault}");
}
