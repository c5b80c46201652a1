using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>
/// Strategic merge patch, for built-in kinds: a merge patch that knows which lists are merged and by which key, with directives among the members:
/// <c>$patch</c> (replace, delete), <c>$retainKeys</c>, <c>$setElementOrder/x</c> and <c>$deleteFromPrimitiveList/x</c>.
/// </summary>
internal static class StrategicMergePatch
{
    /// <param name="live">Not changed.</param>
    /// <param name="patch">UTF-8.</param>
    /// <param name="schema">Schema of the object.</param>
    /// <param name="strict">Takes what field validation warns of or refuses.</param>
    /// <returns>The new object. Directives in parts that are all new stay in it, as unknown fields.</returns>
    /// <exception cref="StatusException">400: the patch or a directive is malformed. 500, as in a real API server: a directive does not fit the object.</exception>
    public static JsonObject Apply(JsonObject live, ReadOnlySpan<byte> patch, SchemaNode schema, List<string> strict)
    {
        var parsed = PatchText.Parse(patch, strict, "");
        var changes = parsed switch
        {
            JsonObject map => map,
            null => [],
            _ => throw StatusException.BadRequest($"json: cannot unmarshal {PatchValue.TypeOf(parsed)} into Go value of type map[string]interface {{}}"),
        };
        return Maps(live.DeepClone().AsObject(), changes, schema);
    }

    /// <summary>The patch as refusals show it.</summary>
    public static string Show(ReadOnlySpan<byte> patch) => GoValues.Plain(PatchText.Parse(patch, [], "") ?? new JsonObject());

    /// <summary>Merges the changes into the target. Both belong to the merge and are used up.</summary>
    internal static JsonObject Maps(JsonObject target, JsonObject changes, SchemaNode? node)
    {
        if (changes.ContainsKey(Directives.Patch))
        {
            return Directives.OfMap(changes);
        }

        Directives.RetainKeys(target, changes);
        StrategicOrder.Merge(target, changes, node);
        foreach (var (key, change) in changes.ToList())
        {
            var name = key;
            var deletes = key.StartsWith(Directives.DeleteFromList, StringComparison.Ordinal);
            if (deletes)
            {
                name = Directives.NameAfter(key, Directives.DeleteFromList, "invalid patch format of primitive list");
            }

            changes.Remove(key);
            if (change is null)
            {
                target.Remove(name);
            }
            else if (target[name] is not { } present || PatchValue.GoTypeOf(present) != PatchValue.GoTypeOf(change))
            {
                if (!deletes)
                {
                    Put(target, name, change);
                }
            }
            else
            {
                Merge(target, name, present, change, Field(node, name), deletes);
            }
        }

        return target;
    }

    private static void Merge(JsonObject target, string name, JsonNode present, JsonNode change, SchemaField? field, bool deletes)
    {
        switch (present, change)
        {
            case (JsonObject map, JsonObject changes):
                target.Remove(name);
                target[name] = Strategy(field) == "replace" ? changes : Maps(map, changes, field?.Node);
                break;
            case (JsonArray list, JsonArray changes):
                target.Remove(name);
                target[name] = deletes || Strategy(field) == "merge" ? StrategicList.Merge(list, changes, field, deletes) : changes;
                break;
            default:
                target[name] = change;
                break;
        }
    }

    /// <summary>What is not in the target yet is taken without its nulls and without parts that are directives as a whole.</summary>
    private static void Put(JsonObject target, string name, JsonNode change)
    {
        Directives.DropNulls(change);
        if (Directives.Kept(change))
        {
            target[name] = change;
        }
    }

    internal static SchemaField? Field(SchemaNode? node, string name) => node switch
    {
        { Kind: SchemaKind.Object } when node.Fields.TryGetValue(name, out var field) => field,
        { Kind: SchemaKind.Map, Items: { } items } => new SchemaField(items, false, 0, 0, null, ""),
        _ => null,
    };

    /// <summary>The strategy without <c>retainKeys</c>.</summary>
    private static string Strategy(SchemaField? field) =>
        field?.Strategy.Split(',').FirstOrDefault(s => s != "retainKeys") ?? "";
}
