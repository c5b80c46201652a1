using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Metadata;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

internal sealed partial class ObjectRegistry
{
    /// <summary>Changes an object. The change is tried again on the newest state when somebody else was quicker, unless it carries a resourceVersion.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="change">From a copy of the present state to the wanted one.</param>
    /// <exception cref="StatusException">It is refused.</exception>
    public JsonObject Update(ResourceType type, string ns, string name, Writer writer, Func<JsonObject, JsonObject> change)
    {
        var key = KeyOf(type, ns, name);
        for (var tries = 0; ; tries++)
        {
            var stored = store.Find(key) ?? throw StatusException.NotFound(type.Resource, name);
            var old = ObjectForm.Read(type, stored);
            var value = change(old.DeepClone().AsObject());
            if (tries == Tries)
            {
                throw StatusException.Modified(type.Resource, name);
            }

            if (value.Object("metadata").Text("resourceVersion") is { Length: > 0 } asked && asked != "0" && asked != stored.Version.ToString(CultureInfo.InvariantCulture))
            {
                throw StatusException.Modified(type.Resource, name);
            }

            var errors = new List<FieldError>();
            ObjectMetadata.ValidateUpdate(value, old, type, errors);
            KeepSystemFields(type, value, old);
            PrepareChanged(type, value, old, writer, errors);
            ObjectForm.SetVersion(value, stored.Version);
            if (JsonNode.DeepEquals(value, old) || writer.DryRun)
            {
                return value;
            }

            if (IsReleased(type, value))
            {
                if (store.Remove(key, stored.Version, version => Stored(type, old.DeepClone().AsObject(), version)) is { } last)
                {
                    ObjectForm.SetVersion(value, last.Version);
                    return value;
                }
            }
            else if (Write(type, key, stored.Version, value))
            {
                return value;
            }
        }
    }

    private static void KeepSystemFields(ResourceType type, JsonObject value, JsonObject old)
    {
        value["apiVersion"] = type.ApiVersion;
        value["kind"] = type.Kind;
        var metadata = value.Metadata();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName"])
        {
            if (old.Metadata()[name] is { } kept)
            {
                metadata[name] = kept.DeepClone();
            }
            else
            {
                metadata.Remove(name);
            }
        }
    }

    private static void PrepareChanged(ResourceType type, JsonObject value, JsonObject old, Writer writer, List<FieldError> errors)
    {
        if (writer.Subresource is "binding" or "finalize")
        {
            // These write what the object itself keeps from its writers; whoever answers them has checked it.
            CountGeneration(type, value, old);
        }
        else if (writer.Subresource == "status")
        {
            foreach (var member in value.Select(m => m.Key).Where(m => m is not ("status" or "metadata")).ToList())
            {
                Take(value, old, member);
            }

            if (type.Strategy.StatusKeepsLabels)
            {
                Take(value.Metadata(), old.Metadata(), "labels");
            }

            type.Strategy.PrepareForStatusUpdate(value, old, writer.Scope);
            type.Strategy.ValidateStatusUpdate(value, old, writer.Scope, errors);
        }
        else
        {
            if (type.HasStatus)
            {
                Take(value, old, "status");
            }

            type.Strategy.Default(value);
            type.Strategy.PrepareForUpdate(value, old, writer.Scope);
            CountGeneration(type, value, old);
            type.Strategy.ValidateUpdate(value, old, writer.Scope, errors);
        }

        if (errors.Count > 0)
        {
            throw StatusException.Invalid(type.Group, type.Kind, value.Name(), errors);
        }
    }

    private static void CountGeneration(ResourceType type, JsonObject value, JsonObject old)
    {
        if (type.Strategy.CountsGeneration(value, old) == true)
        {
            value.Metadata()["generation"] = (old.Metadata().Number("generation") ?? 0) + 1;
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
