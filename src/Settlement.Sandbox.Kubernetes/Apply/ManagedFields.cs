using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>
/// Server-side apply and the record of who owns which field (metadata.managedFields). Pure functions: the registry calls them on decoded and defaulted objects, before a strategy takes back what the
/// path does not write, and <see cref="KeepTimes"/> after that.
/// </summary>
internal static class ManagedFields
{
    private const string BeforeFirstApply = "before-first-apply";

    private static readonly FieldSet NeverOwned = FieldSet.Of(
        ["apiVersion"],
        ["kind"],
        ["metadata"],
        ["metadata", "name"],
        ["metadata", "namespace"],
        ["metadata", "creationTimestamp"],
        ["metadata", "selfLink"],
        ["metadata", "uid"],
        ["metadata", "clusterName"],
        ["metadata", "generation"],
        ["metadata", ManagedEntries.Member],
        ["metadata", "resourceVersion"]);

    /// <summary>Records a create, an update or a patch that is no apply: sets metadata.managedFields of <paramref name="value"/>.</summary>
    /// <param name="live">The object as stored; null for a create. Not changed.</param>
    /// <param name="value">The object as it is wanted. An empty list of managed fields in it means to forget all owners.</param>
    /// <param name="schema">Schema of the kind.</param>
    /// <param name="writer">Who writes.</param>
    public static void Update(JsonObject? live, JsonObject value, SchemaNode schema, FieldWriter writer)
    {
        var owners = OwnersFor(live, value, writer);
        ManagedEntries.Set(value, null);
        if (owners.Count == 0 && live is not null && live.Uid().Length > 0)
        {
            return; // Nobody is recorded since a reset: tracking begins again with an apply.
        }

        try
        {
            Track(live is null ? new JsonObject() : Bare(live), value, Shapes.Whole(schema), owners, writer, writer.Id(applies: false));
        }
        catch (TypedException)
        {
            return; // Validation will name the fault; there is nothing to record.
        }

        UpdaterLimit.Hold(owners);
        ManagedEntries.Set(value, ManagedEntries.Write(owners));
    }

    /// <summary>Applies a configuration.</summary>
    /// <param name="live">The object as stored; null for a create. Not changed.</param>
    /// <param name="applied">The configuration. Not changed.</param>
    /// <param name="schema">Schema of the kind.</param>
    /// <param name="writer">Who applies.</param>
    /// <param name="force">Whether to take fields from others.</param>
    /// <returns>The new object, without defaults for what was removed.</returns>
    /// <exception cref="StatusException">400 for another kind or for managedFields in the configuration, 409 for conflicts, 500 for a configuration that is not of the schema.</exception>
    public static JsonObject Apply(JsonObject? live, JsonObject applied, SchemaNode schema, FieldWriter writer, bool force)
    {
        if (applied.Text("apiVersion") != writer.ApiVersion || applied.Text("kind") != writer.Kind)
        {
            throw StatusException.BadRequest($"invalid object type: {Describe(applied)}");
        }

        if (applied.Object("metadata")?[ManagedEntries.Member] is not null)
        {
            throw StatusException.BadRequest("metadata.managedFields must be nil");
        }

        var whole = Shapes.Whole(schema);
        try
        {
            TypedValidation.Check(applied, whole);
        }
        catch (TypedException e)
        {
            var metadata = applied.Object("metadata");
            throw new StatusException(500, "", $"failed to create typed patch object ({metadata.Text("namespace")}/{metadata.Text("name")}; {Describe(applied)}): {e.Message}");
        }

        var bare = live is null ? new JsonObject() : Bare(live);
        var owners = ManagedEntries.Read(live.Object("metadata").Array(ManagedEntries.Member))
            ?? throw new StatusException(500, "", "failed to decode managed fields");
        try
        {
            var result = LastApplied.Apply(bare, applied, writer, whole, forced => Apply(bare, applied, whole, owners, writer, forced), force);
            return LastApplied.Renew(result, applied, writer);
        }
        catch (ConflictException e)
        {
            throw e.ToStatus();
        }
        catch (TypedException e)
        {
            throw new StatusException(500, "", $"failed to create typed live object ({live?.Namespace()}/{live?.Name()}; {Describe(applied)}): {e.Message}");
        }
    }

    /// <summary>Takes back new times when nothing else differs, so that a write without a change keeps the object as it is. To be called after the strategy's preparation.</summary>
    public static void KeepTimes(JsonObject value, JsonObject old)
    {
        var (present, before) = (value.Object("metadata").Array(ManagedEntries.Member), old.Object("metadata").Array(ManagedEntries.Member));
        if (present is null || before is null || present.Count != before.Count || JsonNode.DeepEquals(present, before))
        {
            return;
        }

        for (var i = 0; i < present.Count; i++)
        {
            if (!SameButTime(present[i], before[i]))
            {
                return;
            }
        }

        value.Metadata()[ManagedEntries.Member] = before.DeepClone();
        if (!JsonNode.DeepEquals(value, old))
        {
            value.Metadata()[ManagedEntries.Member] = present;
        }
    }

    private static JsonObject Apply(JsonObject live, JsonObject applied, SchemaNode schema, Dictionary<ManagerId, Ownership> before, FieldWriter writer, bool force)
    {
        var owners = new Dictionary<ManagerId, Ownership>(before);
        if (owners.Count == 0)
        {
            Track(new JsonObject(), live, schema, owners, writer, writer.Id(applies: false) with { Name = BeforeFirstApply });
        }

        var id = writer.Id(applies: true);
        var result = new Updater(schema, owners, writer.ApiVersion, writer.Ignored).Apply(live, applied, id, force);
        Strip(owners, id);
        if (result is not null && owners.TryGetValue(id, out var own))
        {
            owners[id] = own with { Time = writer.Now };
        }

        result ??= live.DeepClone().AsObject();
        ManagedEntries.Set(result, ManagedEntries.Write(owners));
        return result;
    }

    /// <summary>An update by a writer, joined to what it owned before.</summary>
    private static void Track(JsonObject live, JsonObject value, SchemaNode schema, Dictionary<ManagerId, Ownership> owners, FieldWriter writer, ManagerId id)
    {
        var taken = new Updater(schema, owners, writer.ApiVersion, writer.Ignored).Update(live, value).Difference(NeverOwned);
        if (!taken.IsEmpty)
        {
            owners[id] = new Ownership(owners.TryGetValue(id, out var own) ? own.Fields.Union(taken) : taken, writer.ApiVersion, writer.Now);
        }
    }

    private static void Strip(Dictionary<ManagerId, Ownership> owners, ManagerId id)
    {
        if (!owners.TryGetValue(id, out var own))
        {
            return;
        }

        var fields = own.Fields.Difference(NeverOwned);
        if (fields.IsEmpty)
        {
            owners.Remove(id);
        }
        else
        {
            owners[id] = own with { Fields = fields };
        }
    }

    private static Dictionary<ManagerId, Ownership> OwnersFor(JsonObject? live, JsonObject value, FieldWriter writer)
    {
        var stored = live.Object("metadata").Array(ManagedEntries.Member);
        if (writer.Subresource.Length == 0)
        {
            var asked = value.Object("metadata").Array(ManagedEntries.Member);
            if (asked is { Count: 0 } or [JsonObject { Count: 0 }])
            {
                return [];
            }

            if (ManagedEntries.Read(asked) is { Count: > 0 } owners)
            {
                return owners;
            }
        }

        return ManagedEntries.Read(stored) ?? [];
    }

    private static JsonObject Bare(JsonObject live)
    {
        var bare = live.DeepClone().AsObject();
        ManagedEntries.Set(bare, null);
        return bare;
    }

    private static bool SameButTime(JsonNode? one, JsonNode? other)
    {
        if (one is not JsonObject a || other is not JsonObject b)
        {
            return false;
        }

        return a.Count(m => m.Key != "time") == b.Count(m => m.Key != "time") && a.All(m => m.Key == "time" || (b.TryGetPropertyValue(m.Key, out var value) && JsonNode.DeepEquals(m.Value, value)));
    }

    private static string Describe(JsonObject value)
    {
        var apiVersion = value.Text("apiVersion") ?? "";
        return $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion : "/" + apiVersion)}, Kind={value.Text("kind")}";
    }
}
