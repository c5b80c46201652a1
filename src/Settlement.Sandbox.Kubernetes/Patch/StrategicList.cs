using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>Merges lists: of maps by their merge key, of scalars by value.</summary>
internal static class StrategicList
{
    /// <param name="present">The list in the object; used up.</param>
    /// <param name="changes">The list in the patch; used up.</param>
    /// <param name="field">The schema's field, or null.</param>
    /// <param name="deletes">Whether the elements are to be removed.</param>
    public static JsonArray Merge(JsonArray present, JsonArray changes, SchemaField? field, bool deletes)
    {
        if (present.Count == 0 && changes.Count == 0)
        {
            return present;
        }

        var (server, patch) = (Take(present), Take(changes));
        var key = field?.MergeKey;
        var merged = Unordered(server, patch, field, deletes, out var isMaps);
        if (deletes && !isMaps)
        {
            return [.. merged];
        }

        return [.. StrategicOrder.Sort(merged, patch, server, isMaps ? key : null)];
    }

    /// <summary>The merged elements, those of the object first; <paramref name="server"/> and <paramref name="patch"/> are left with what gives the order.</summary>
    internal static List<JsonNode?> Unordered(List<JsonNode?> server, List<JsonNode?> patch, SchemaField? field, bool deletes, out bool isMaps)
    {
        isMaps = IsMaps(server, patch);
        if (!isMaps)
        {
            return deletes
                ? [.. server.Where(item => !patch.Any(p => JsonNode.DeepEquals(p, item)))]
                : Distinct([.. server, .. patch]);
        }

        if (field?.MergeKey is not { Length: > 0 } key)
        {
            throw Directives.Fault($"cannot merge lists without merge key for {field?.Node.Items?.TypeName?.Split('.')[^1] ?? "a list"}");
        }

        var wanted = Special(server, patch, key);
        patch.Clear();
        patch.AddRange(wanted);
        var merged = new List<JsonNode?>(server);
        foreach (var change in wanted)
        {
            var map = change!.AsObject();
            var value = KeyOf(map, key);
            var at = merged.FindIndex(item => Same(KeyOf(item!.AsObject(), key), value));
            if (at >= 0)
            {
                merged[at] = StrategicMergePatch.Maps(merged[at]!.DeepClone().AsObject(), map.DeepClone().AsObject(), field.Node.Items);
            }
            else
            {
                var added = map.DeepClone().AsObject();
                Directives.DropNulls(added);
                merged.Add(added);
            }
        }

        return merged;
    }

    /// <summary>Whether all elements are maps.</summary>
    internal static bool IsMaps(List<JsonNode?> server, List<JsonNode?> patch)
    {
        string? type = null;
        foreach (var item in server.Concat(patch))
        {
            var found = PatchValue.GoTypeOf(item);
            if (item is null || (type is not null && found != type))
            {
                throw Directives.Fault($"list element types are not identical: [{Show(server)} {Show(patch)}]");
            }

            if (item is JsonArray)
            {
                throw PatchValue.Unprocessable();
            }

            type = found;
        }

        return type == PatchValue.GoMap;
    }

    /// <summary>Carries out the elements that are directives and gives back the others.</summary>
    private static List<JsonNode?> Special(List<JsonNode?> server, List<JsonNode?> patch, string key)
    {
        var wanted = new List<JsonNode?>();
        var replaces = false;
        foreach (var item in patch)
        {
            var map = item!.AsObject();
            if (!map.ContainsKey(Directives.Patch))
            {
                wanted.Add(item);
                continue;
            }

            switch (map.Text(Directives.Patch))
            {
                case "delete":
                    var value = KeyOf(map, key);
                    server.RemoveAll(s => Same(KeyOf(s!.AsObject(), key), value));
                    break;
                case "replace":
                    replaces = true;
                    break;
                case "merge":
                    throw Directives.Fault("merging lists cannot yet be specified in the patch");
                default:
                    throw Directives.Unknown(map);
            }
        }

        if (!replaces)
        {
            return wanted;
        }

        server.Clear();
        server.AddRange(wanted);
        return [];
    }

    internal static JsonNode? KeyOf(JsonObject item, string key) =>
        item.TryGetPropertyValue(key, out var value) ? value : throw Directives.Fault($"map: {GoValues.Plain(item)} does not contain declared merge key: {key}");

    internal static bool Same(JsonNode? one, JsonNode? other) => one is not null && other is not null && PatchValue.GoTypeOf(one) == PatchValue.GoTypeOf(other) && JsonNode.DeepEquals(one, other);

    /// <summary>The elements, without a parent so that they can go elsewhere.</summary>
    internal static List<JsonNode?> Take(JsonArray list)
    {
        var items = list.ToList();
        list.Clear();
        return items;
    }

    private static List<JsonNode?> Distinct(List<JsonNode?> items)
    {
        var distinct = new List<JsonNode?>();
        foreach (var item in items)
        {
            if (!distinct.Exists(d => JsonNode.DeepEquals(d, item)))
            {
                distinct.Add(item);
            }
        }

        return distinct;
    }

    private static string Show(List<JsonNode?> items) => $"[{string.Join(' ', items.Select(GoValues.Plain))}]";
}
