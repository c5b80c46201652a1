using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>How the elements of a merged list are told apart.</summary>
internal static class ListItems
{
    /// <summary>The step that names an element, or what is wrong with it.</summary>
    public static bool TryElement(SchemaNode list, JsonNode? item, [MaybeNullWhen(false)] out PathElement element, [NotNullWhen(false)] out string? problem)
    {
        problem = list.ListMerge == ListMerge.Map ? KeyOf(list, item, out element) : ValueOf(item, out element);
        return problem is null;
    }

    /// <summary>The elements by their steps, in order. An element that comes twice has no single value.</summary>
    public static List<(PathElement Element, JsonNode? Item)> Index(SchemaNode list, JsonArray? items, Dictionary<PathElement, Slot> byElement)
    {
        var ordered = new List<(PathElement, JsonNode?)>(items?.Count ?? 0);
        foreach (var item in items ?? [])
        {
            if (!TryElement(list, item, out var element, out var problem))
            {
                throw new TypedException(problem);
            }

            ordered.Add((element, item));
            byElement[element] = byElement.ContainsKey(element) ? Slot.Absent : Slot.Of(item);
        }

        return ordered;
    }

    private static string? KeyOf(SchemaNode list, JsonNode? item, out PathElement? element)
    {
        element = null;
        if (item is null)
        {
            return "associative list with keys may not have a null element";
        }

        if (item is not JsonObject map)
        {
            return "associative list with keys may not have non-map elements";
        }

        var keys = new List<KeyValuePair<string, JsonNode?>>(list.ListKeys.Count);
        foreach (var name in list.ListKeys)
        {
            if (map.TryGetPropertyValue(name, out var value))
            {
                keys.Add(new(name, value));
            }
            else if (Shapes.TryMember(list.Items, name, out var member) && member?.Default is { } missing)
            {
                keys.Add(new(name, missing));
            }
        }

        if (keys.Count == 0)
        {
            return $"associative list with keys has an element that omits all key fields [{string.Join(' ', list.ListKeys.Select(GoValues.Quoted))}] (and doesn't have default values for any key fields)";
        }

        keys.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        element = PathElement.Key(keys);
        return null;
    }

    private static string? ValueOf(JsonNode? item, out PathElement? element)
    {
        element = null;
        switch (item)
        {
            case JsonObject:
                return "associative list without keys has an element that's a map type";
            case JsonArray:
                return "not supported: associative list with lists as elements";
            case null:
                return "associative list without keys has an element that's an explicit null";
            default:
                element = PathElement.Value(item);
                return null;
        }
    }
}
