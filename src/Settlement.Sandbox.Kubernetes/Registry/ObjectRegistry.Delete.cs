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
    private const string OrphanFinalizer = "orphan";
    private const string ForegroundFinalizer = "foregroundDeletion";

    /// <summary>Deletes an object, or begins to, if something holds it.</summary>
    /// <exception cref="StatusException">There is none, or a precondition fails.</exception>
    public Deletion Delete(ResourceType type, string ns, string name, DeleteOptions options, Writer writer)
    {
        var key = KeyOf(type, ns, name);
        var dryRun = writer.DryRun || options.DryRun;
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
                if (dryRun || store.Remove(key, stored.Version, version => Stored(type, old, version)) is not null)
                {
                    // A kind that knows grace shows even then that it was marked first.
                    return new Deletion(type.Strategy.GraceSeconds(old, options.GraceSeconds) is null ? old : value, true);
                }
            }
            else if (dryRun || JsonNode.DeepEquals(value, old) || Write(type, key, stored.Version, value))
            {
                return new Deletion(value, false);
            }
        }

        throw StatusException.Modified(type.Resource, name);
    }

    private static void CheckPreconditions(ResourceType type, string name, DeleteOptions options, JsonObject old)
    {
        var kind = new GroupResource(type.Group, type.Kind);
        if (options.Uid is { } uid && uid != old.Uid())
        {
            throw StatusException.Conflict(kind, name, $"the UID in the precondition ({uid}) does not match the UID in record ({old.Uid()}). The object might have been deleted and then recreated");
        }

        var version = old.Metadata().Text("resourceVersion");
        if (options.ResourceVersion is { } asked && asked != version)
        {
            throw StatusException.Conflict(kind, name, $"the ResourceVersion in the precondition ({asked}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }

    private static void Begin(ResourceType type, JsonObject value, DeleteOptions options, Writer writer)
    {
        var metadata = value.Metadata();
        var grace = Math.Max(0, type.Strategy.GraceSeconds(value, options.GraceSeconds) ?? 0);
        if (type.Strategy.DefaultPropagation is { } usual)
        {
            SetFinalizers(metadata, options.Propagation, usual);
        }

        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = Stamp(writer.Scope.Now.AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata.Number("generation") is > 0 and var generation)
            {
                metadata["generation"] = generation + 1;
            }
        }
        else if (metadata.Number("deletionGracePeriodSeconds") is > 0 and var present && grace < present)
        {
            metadata["deletionGracePeriodSeconds"] = grace;
            metadata["deletionTimestamp"] = Stamp(DateTimeOffset.Parse(metadata.Text("deletionTimestamp")!, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(grace - present));
        }
    }

    /// <summary>What a deletion asks of the garbage collector stands in the finalizers. What it does not say stays as it is; a first deletion that says nothing follows the kind's custom.</summary>
    private static void SetFinalizers(JsonObject metadata, string? asked, string usual)
    {
        var finalizers = (metadata.Array("finalizers") ?? []).Select(f => f!.GetValue<string>()).ToList();
        var wanted = asked ?? (finalizers.Contains(OrphanFinalizer) ? "Orphan" : finalizers.Contains(ForegroundFinalizer) ? "Foreground" : metadata["deletionTimestamp"] is null ? usual : "Background");
        var name = wanted switch
        {
            "Orphan" => OrphanFinalizer,
            "Foreground" => ForegroundFinalizer,
            _ => null,
        };
        if (name is not null ? finalizers.Contains(name) : !finalizers.Exists(f => f is OrphanFinalizer or ForegroundFinalizer))
        {
            return;
        }

        finalizers.RemoveAll(f => f is OrphanFinalizer or ForegroundFinalizer);
        if (name is not null)
        {
            finalizers.Add(name);
        }

        metadata.Remove("finalizers");
        if (finalizers.Count > 0)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)JsonValue.Create(f))]);
        }
    }
}
