using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>The order of merged lists: that of the patch for its elements, that of the object for the others, and these as near to their old neighbours as can be.</summary>
internal static class StrategicOrder
{
    /// <summary>Merges the lists for which the patch has <c>$setElementOrder</c>, and takes them out of the patch.</summary>
    public static void Merge(JsonObject target, JsonObject changes, SchemaNode? node)
    {
        foreach (var key in changes.Select(m => m.Key).Where(k => k.StartsWith(Directives.ElementOrder, StringComparison.Ordinal)).ToList())
        {
            var order = List(changes[key]);
            changes.Remove(key);
            var name = Directives.NameAfter(key, Directives.ElementOrder, "invalid patch format of setElementOrder list");
            var present = target.TryGetPropertyValue(name, out var found) ? List(found) : null;
            var changed = changes.TryGetPropertyValue(name, out found) ? List(found) : null;
            var field = StrategicMergePatch.Field(node, name)
                ?? throw Directives.Fault($"unable to find api field in struct {node?.TypeName?.Split('.')[^1]} for the json field {GoValues.Quoted(name)}");
            target.Remove(name);
            changes.Remove(name);
            if (present is null && changed is null)
            {
                continue;
            }

            var merged = Merge(present, changed, StrategicList.Take(order), field);
            if (merged is not null)
            {
                target[name] = merged;
            }
        }
    }

    /// <summary>Puts merged elements into order.</summary>
    /// <param name="merged">The elements.</param>
    /// <param name="patchOrder">The order of those that the patch names.</param>
    /// <param name="serverOrder">The order of the others.</param>
    /// <param name="key">The merge key of maps; null for scalars.</param>
    public static List<JsonNode?> Sort(List<JsonNode?> merged, List<JsonNode?> patchOrder, List<JsonNode?> serverOrder, string? key)
    {
        var patched = merged.Where(item => Position(patchOrder, item, key) >= 0).OrderBy(item => Position(patchOrder, item, key)).ToList();
        var others = merged.Where(item => Position(patchOrder, item, key) < 0).OrderBy(item => Position(serverOrder, item, key)).ToList();
        var sorted = new List<JsonNode?>(merged.Count);
        var (o, p) = (0, 0);
        while (o < others.Count || p < patched.Count)
        {
            if (p == patched.Count || (o < others.Count && IsBefore(others[o], patched[p])))
            {
                sorted.Add(others[o++]);
            }
            else
            {
                sorted.Add(patched[p++]);
            }
        }

        return sorted;

        bool IsBefore(JsonNode? other, JsonNode? patchedItem) =>
            Position(serverOrder, other, key) is >= 0 and var left && Position(serverOrder, patchedItem, key) is >= 0 and var right && left < right;
    }

    private static JsonArray? Merge(JsonArray? present, JsonArray? changed, List<JsonNode?> order, SchemaField field)
    {
        var server = present is null ? [] : StrategicList.Take(present);
        var patch = changed is null ? [] : StrategicList.Take(changed);
        var key = string.IsNullOrEmpty(field.MergeKey) ? null : field.MergeKey;
        Check(patch, order, key);
        var before = new List<JsonNode?>(server);
        List<JsonNode?> merged;
        if (changed is null)
        {
            merged = server;
        }
        else if (present is null)
        {
            merged = [.. patch.Where(Directives.Kept)];
        }
        else if (!field.Strategy.Split(',').Contains("merge"))
        {
            merged = patch;
        }
        else
        {
            merged = StrategicList.Unordered(server, patch, field, deletes: false, out _);
        }

        var isMaps = StrategicList.IsMaps(merged, []);
        if (isMaps && key is null)
        {
            throw Directives.Fault($"cannot order a list without merge key for {field.Node.Items?.TypeName?.Split('.')[^1]}");
        }

        foreach (var item in isMaps ? order : [])
        {
            _ = item is JsonObject map ? StrategicList.KeyOf(map, key!) : throw Directives.Fault("value for key 0 is not a map");
        }

        return [.. Sort(merged, order, before, isMaps ? key : null).Select(item => item?.Parent is null ? item : item.DeepClone())];
    }

    /// <summary>The elements of the patch must come in the order that it asks for.</summary>
    private static void Check(List<JsonNode?> patch, List<JsonNode?> order, string? key)
    {
        var kept = patch.Where(item => item is not JsonObject map || map.Text(Directives.Patch) != "delete").ToList();
        var at = 0;
        foreach (var place in order)
        {
            if (at < kept.Count && IsSame(kept[at], place, key))
            {
                at++;
            }
        }

        if (at < kept.Count)
        {
            throw Directives.Fault($"The order in patch list:\n[{string.Join(' ', patch.Select(GoValues.Plain))}]\n doesn't match {Directives.ElementOrder} list:\n[{string.Join(' ', order.Select(GoValues.Plain))}]\n");
        }
    }

    private static int Position(List<JsonNode?> order, JsonNode? item, string? key) => order.FindIndex(place => IsSame(place, item, key));

    private static bool IsSame(JsonNode? one, JsonNode? other, string? key)
    {
        if (key is null)
        {
            return StrategicList.Same(one, other);
        }

        return StrategicList.Same(StrategicList.KeyOf(Map(one), key), StrategicList.KeyOf(Map(other), key));
    }

    private static JsonObject Map(JsonNode? item) => item as JsonObject ?? throw BadType("map[string]interface {}", item);

    private static JsonArray List(JsonNode? value) => value as JsonArray ?? throw BadType("[]interface {}", value);

    private static StatusException BadType(string expected, JsonNode? found) =>
        Directives.Fault($"expected a {expected}, but received a {(found is null ? "%!s(<nil>)" : PatchValue.GoTypeOf(found))}");
}
