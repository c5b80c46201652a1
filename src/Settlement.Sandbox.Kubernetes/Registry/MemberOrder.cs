using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>The order of members on the wire: sorted for custom resources, that of the published types for the others.</summary>
internal static class MemberOrder
{
    private static readonly string[] Top = ["kind", "apiVersion", "metadata"];

    private static readonly string[] MetadataMembers =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations",
        "ownerReferences", "finalizers", "managedFields",
    ];

    public static JsonObject Of(ResourceType type, JsonObject value)
    {
        if (type.IsCustom)
        {
            return Sorted(value);
        }

        var ordered = First(value, Top);
        if (ordered["metadata"] is JsonObject metadata)
        {
            ordered["metadata"] = First(metadata, MetadataMembers);
        }

        return ordered;
    }

    private static JsonObject First(JsonObject value, string[] names)
    {
        var ordered = new JsonObject();
        foreach (var name in names)
        {
            if (value.TryGetPropertyValue(name, out var member))
            {
                ordered[name] = member?.DeepClone();
            }
        }

        foreach (var (name, member) in value)
        {
            ordered.TryAdd(name, member?.DeepClone());
        }

        return ordered;
    }

    private static JsonObject Sorted(JsonObject value) =>
        new(value.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new KeyValuePair<string, JsonNode?>(m.Key, SortedNode(m.Value))));

    private static JsonNode? SortedNode(JsonNode? node) => node switch
    {
        JsonObject value => Sorted(value),
        JsonArray list => new JsonArray([.. list.Select(SortedNode)]),
        _ => node?.DeepClone(),
    };
}
