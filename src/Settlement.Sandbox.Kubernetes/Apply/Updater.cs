using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>
/// Moves ownership of fields. An update takes what it changed or added and everybody loses what it changed or removed. An apply owns what its configuration names, may only change what others own if it is
/// forced, and removes what it named the last time and names no more, unless somebody else owns it.
/// </summary>
/// <param name="schema">Schema of the whole object.</param>
/// <param name="owners">The owners; changed in place.</param>
/// <param name="apiVersion">Version of the object.</param>
/// <param name="ignored">Fields that the write does not reach.</param>
internal sealed class Updater(SchemaNode schema, Dictionary<ManagerId, Ownership> owners, string apiVersion, FieldSet ignored)
{
    /// <summary>What the update made its writer own; empty if nothing.</summary>
    public FieldSet Update(JsonObject live, JsonObject value)
    {
        var changes = Yield(live, value, except: null, force: true);
        return changes.Modified.Union(changes.Added);
    }

    /// <returns>The new object, or null if it is the live one.</returns>
    /// <exception cref="ConflictException">It would change what others own and is not forced.</exception>
    public JsonObject? Apply(JsonObject live, JsonObject applied, ManagerId manager, bool force)
    {
        var merged = TypedMerge.Merge(live, applied, schema);
        var last = owners.GetValueOrDefault(manager);
        owners[manager] = new Ownership(OwnedFields.Of(applied, schema).Without(ignored), apiVersion, last?.Time);
        if (last is not null && !last.Fields.IsEmpty)
        {
            merged = Prune(merged, last.Fields);
        }

        _ = Yield(live, merged, manager, force);
        return JsonNode.DeepEquals(live, merged) ? null : merged; // Another order of a list is a change too, though not of an owner.
    }

    /// <summary>Takes from all others what was changed.</summary>
    private Comparison Yield(JsonObject live, JsonObject value, ManagerId? except, bool force)
    {
        var changes = Comparison.Of(live, value, schema).Without(ignored);
        var touched = changes.Modified.Union(changes.Added);
        if (!force)
        {
            var conflicts = new SortedDictionary<ManagerId, FieldSet>();
            foreach (var (manager, owner) in owners)
            {
                if (manager != except && owner.Fields.Intersection(touched) is { IsEmpty: false } conflict)
                {
                    conflicts[manager] = conflict;
                }
            }

            if (conflicts.Count > 0)
            {
                throw new ConflictException(conflicts);
            }
        }

        var gone = touched.Union(changes.Removed);
        foreach (var (manager, owner) in owners.ToList())
        {
            var fields = manager == except ? owner.Fields : owner.Fields.Difference(gone);
            if (fields.IsEmpty)
            {
                owners.Remove(manager);
            }
            else if (!ReferenceEquals(fields, owner.Fields))
            {
                owners[manager] = owner with { Fields = fields };
            }
        }

        return changes;
    }

    private JsonObject Prune(JsonObject merged, FieldSet last)
    {
        var named = last.WithNamedFields(schema);
        var pruned = TypedRemoval.Remove(merged, named, schema);

        // What anybody owns comes back, also what the new configuration names.
        var all = OwnedFields.Of(merged, schema).WithNamedFields(schema);
        var owned = owners.Values.Aggregate(FieldSet.Empty, (sum, owner) => sum.Union(owner.Fields)).WithNamedFields(schema);
        pruned = TypedRemoval.Remove(merged, all.Difference(OwnedFields.Of(pruned, schema).WithNamedFields(schema).Union(owned)), schema);

        // And only what was named itself goes, not what hung below it without an owner.
        return TypedRemoval.Remove(merged, all.Difference(OwnedFields.Of(pruned, schema).WithNamedFields(schema)).Intersection(named), schema);
    }
}
