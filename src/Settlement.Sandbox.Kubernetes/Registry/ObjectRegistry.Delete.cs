using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>What a deletion left.</summary>
/// <param name="Last">The object, gone or held.</param>
/// <param name="Gone">Whether it is gone.</param>
internal readonly record struct Deletion(JsonObject Last, bool Gone);

internal sealed partial class ObjectRegistry
{
    /// <summary>Deletes an object, or begins to, if something holds it.</summary>
    /// <exception cref="StatusException">There is none, or a precondition fails.</exception>
    public Deletion Delete(ResourceType type, string ns, string name, DeleteOptions options, Writer writer)
    {
        var key = KeyOf(type, ns, name);
        for (var tries = 0; tries < Tries; tries++)
        {
            var stored = store.Find(key) ?? throw StatusException.NotFound(type.Resource, name);
            var old = ObjectForm.Read(type, stored);
            CheckPreconditions(type, name, options, old);
            var value = old.DeepClone().AsObject();
            if (value.Metadata()["deletionTimestamp"] is not null || !type.Strategy.PrepareForDelete(value, writer.Scope))
            {
                Begin(type, value, options, writer);
            }

            if (IsReleased(type, value))
            {
                if (writer.DryRun || options.DryRun)
                {
                    return new Deletion(value, true);
                }

                if (store.Remove(key, stored.Version, version => Stored(type, old, version)) is not null)
                {
                    return new Deletion(old, true);
                }
            }
            else if (JsonNode.DeepEquals(value, old) || writer.DryRun || options.DryRun || Write(type, key, stored.Version, value))
            {
                return new Deletion(value, false);
            }
        }

        throw StatusException.Modified(type.Resource, name);
    }

    private static void CheckPreconditions(ResourceType type, string name, DeleteOptions options, JsonObject old)
    {
        if (options.Uid is { } uid && uid != old.Uid())
        {
            throw StatusException.Conflict(type.Resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid()}");
        }

        var version = old.Metadata().Text("resourceVersion");
        if (options.ResourceVersion is { } asked && asked != version)
        {
            throw StatusException.Conflict(type.Resource, name, $"Precondition failed: ResourceVersion in precondition: {asked}, ResourceVersion in object meta: {version}");
        }
    }

    private static void Begin(ResourceType type, JsonObject value, DeleteOptions options, Writer writer)
    {
        var metadata = value.Metadata();
        var grace = type.Strategy.GraceSeconds(value, options.GraceSeconds) ?? 0;
        if (metadata["deletionTimestamp"] is null)
        {
            AddFinalizer(metadata, options.Propagation ?? type.Strategy.DefaultPropagation);
            metadata["deletionTimestamp"] = Stamp(writer.Scope.Now.AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata.Number("generation") is { } generation)
            {
                metadata["generation"] = generation + 1;
            }

            type.Strategy.PrepareForDeletion(value);
        }
        else if (grace < (metadata.Number("deletionGracePeriodSeconds") ?? 0))
        {
            metadata["deletionGracePeriodSeconds"] = grace;
            metadata["deletionTimestamp"] = Stamp(writer.Scope.Now.AddSeconds(grace));
        }
    }

    private static void AddFinalizer(JsonObject metadata, string? propagation)
    {
        var wanted = propagation switch
        {
            "Orphan" => "orphan",
            "Foreground" => "foregroundDeletion",
            _ => null,
        };
        var others = (metadata.Array("finalizers") ?? []).Select(f => f!.GetValue<string>()).Where(f => f is not ("orphan" or "foregroundDeletion")).ToList();
        if (wanted is not null)
        {
            others.Add(wanted);
        }

        if (others.Count > 0)
        {
            metadata["finalizers"] = new JsonArray([.. others.Select(f => JsonValue.Create(f))]);
        }
        else
        {
            metadata.Remove("finalizers");
        }
    }
}
