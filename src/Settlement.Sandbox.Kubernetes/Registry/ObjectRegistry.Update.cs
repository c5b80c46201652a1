using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Metadata;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

internal sealed partial class ObjectRegistry
{
    private static readonly string[] SystemFields = ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"];

    /// <summary>Changes an object. The change is tried again on the newest state when somebody else was quicker, unless it carries a resourceVersion of its own.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="change">From a copy of the present state to the wanted one.</param>
    /// <returns>The object as it is now.</returns>
    /// <exception cref="StatusException">It is refused.</exception>
    public JsonObject Update(ResourceType type, string ns, string name, Writer writer, Func<JsonObject, Wanted> change)
    {
        var key = KeyOf(type, ns, name);
        for (var tries = 0; ; tries++)
        {
            var stored = store.Find(key) ?? throw StatusException.NotFound(type.Resource, name);
            var old = ObjectForm.Read(type, stored);
            var (value, tracked) = change(old.DeepClone().AsObject());
            CheckVersion(type, name, value, stored, writer);
            PrepareChanged(type, value, old, writer, tracked);
            ObjectForm.SetVersion(value, stored.Version);
            if (writer.DryRun || JsonNode.DeepEquals(value, old))
            {
                return value;
            }

            if (IsReleased(type, value) ? store.Remove(key, stored.Version, version => Stored(type, old.DeepClone().AsObject(), version)) is not null : Write(type, key, stored.Version, value))
            {
                return value;
            }

            if (tries == Tries)
            {
                throw StatusException.Modified(type.Resource, name);
            }
        }
    }

    private static void CheckVersion(ResourceType type, string name, JsonObject value, StoredObject stored, Writer writer)
    {
        var text = value.Object("metadata").Text("resourceVersion") ?? "";
        if (text is "" or "0")
        {
            if (type.Strategy.RequiresVersion && writer.Subresource != "scale")
            {
                throw StatusException.Invalid(type.Group, type.Plural, name, [FieldError.InvalidText("metadata.resourceVersion", "0", "must be specified for an update")]);
            }
        }
        else if (Number(text) != stored.Version)
        {
            throw StatusException.Modified(type.Resource, name);
        }
    }

    private static long Number(string version)
    {
        try
        {
            return Requests.Lists.GoNumber.Unsigned(version);
        }
        catch (FormatException e)
        {
            throw new StatusException(500, "", e.Message);
        }
    }

    private static void PrepareChanged(ResourceType type, JsonObject value, JsonObject old, Writer writer, bool tracked)
    {
        var forgetsOwners = value.Object("metadata").Array("managedFields") is { Count: 0 };
        if (tracked)
        {
            type.Strategy.DefaultApplied(value);
        }
        else
        {
            type.Strategy.Default(value);
        }

        BuiltInForm.Apply(value, type);
        if (forgetsOwners)
        {
            value.Metadata()["managedFields"] = new JsonArray();
        }

        if (!tracked && writer.Subresource is not ("binding" or "eviction"))
        {
            ManagedFields.Update(old, value, type.Schema, writer.Fields(type));
        }

        var errors = new List<FieldError>();
        if (writer.Subresource is "binding" or "eviction" or "finalize")
        {
            // These write what the object itself keeps from its writers; whoever answers them has checked it.
            ValidateMetadata(type, value, old, errors);
        }
        else if (writer.Subresource == "status")
        {
            KeepAllButStatus(type, value, old);
            type.Strategy.PrepareForStatusUpdate(value, old, writer.Scope);
            ValidateMetadata(type, value, old, errors);
            type.Strategy.ValidateStatusUpdate(value, old, writer.Scope, errors);
        }
        else
        {
            if (type.HasStatus)
            {
                Take(value, old, "status");
            }

            type.Strategy.PrepareForUpdate(value, old, writer.Scope);
            ValidateMetadata(type, value, old, errors);
            type.Strategy.ValidateUpdate(value, old, writer.Scope, errors);
        }

        Refuse(type, value, errors);
        if (writer.Subresource != "status" && type.Strategy.CountsGeneration(value, old) == true)
        {
            value.Metadata()["generation"] = (old.Metadata().Number("generation") ?? 0) + 1;
        }

        ManagedFields.KeepTimes(WithVersionOf(value, old), old);
    }

    private static JsonObject WithVersionOf(JsonObject value, JsonObject old)
    {
        Take(value.Metadata(), old.Metadata(), "resourceVersion");
        return value;
    }

    /// <summary>Checks the metadata, then takes over what only the server sets.</summary>
    private static void ValidateMetadata(ResourceType type, JsonObject value, JsonObject old, List<FieldError> errors)
    {
        BuiltInForm.Apply(value, type);
        var metadata = value.Metadata();
        Take(metadata, old.Metadata(), "generation");
        Take(metadata, old.Metadata(), "creationTimestamp");
        ObjectMetadata.ValidateUpdate(value, old, type, errors);
        value["apiVersion"] = type.ApiVersion;
        value["kind"] = type.Kind;
        foreach (var name in SystemFields)
        {
            Take(metadata, old.Metadata(), name);
        }
    }

    private static void KeepAllButStatus(ResourceType type, JsonObject value, JsonObject old)
    {
        var managedFields = value.Metadata()["managedFields"]?.DeepClone();
        foreach (var member in value.Select(m => m.Key).Union(old.Select(m => m.Key)).Where(m => m != "status" && (m != "metadata" || type.IsCustom)).ToList())
        {
            Take(value, old, member);
        }

        if (type.IsCustom)
        {
            var metadata = value.Metadata();
            metadata.Remove("managedFields");
            if (managedFields is not null)
            {
                metadata["managedFields"] = managedFields;
            }
        }
        else if (type.Strategy.StatusKeepsLabels)
        {
            Take(value.Metadata(), old.Metadata(), "labels");
        }
    }

    private static void Take(JsonObject value, JsonObject old, string member)
    {
        if (old[member] is { } kept)
        {
            value[member] = kept.DeepClone();
        }
        else
        {
            value.Remove(member);
        }
    }

    /// <summary>Whether an object that is being deleted is held by nothing more.</summary>
    private static bool IsReleased(ResourceType type, JsonObject value) =>
        value.Metadata()["deletionTimestamp"] is not null && (value.Metadata().Array("finalizers") is null or { Count: 0 })
        && (value.Metadata().Number("deletionGracePeriodSeconds") ?? 0) == 0 && !type.Strategy.KeepsDeleted(value);
}
