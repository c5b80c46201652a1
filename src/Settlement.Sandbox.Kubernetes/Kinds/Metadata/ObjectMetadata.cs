using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Metadata;

/// <summary>What holds for the metadata of every kind, built in or defined.</summary>
internal static class ObjectMetadata
{
    private static readonly string[] Fixed = ["name", "namespace", "uid", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Checks a new object.</summary>
    public static void Validate(JsonObject value, ResourceType type, List<FieldError> errors) => Validate(value, type, type.Strategy.NameRule, errors);

    /// <summary>
    /// Checks a change. The common rules and the kind's own look at the same fields, as in the real server; so a fault is listed as often in the causes, and once in the message.
    /// Call it before the fields that only the server sets are taken over from <paramref name="old"/>; what is left out counts as unchanged.
    /// </summary>
    public static void ValidateUpdate(JsonObject value, JsonObject old, ResourceType type, List<FieldError> errors)
    {
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace"])
        {
            value.Metadata().TryAdd(name, old.Object("metadata")?[name]?.DeepClone());
        }

        Validate(value, type, NameRule.PathSegment, errors);
        ValidateChange(value, old, errors);
        ValidateChange(value, old, errors);
    }

    private static void Validate(JsonObject value, ResourceType type, NameRule rule, List<FieldError> errors)
    {
        var metadata = value.Object("metadata");
        if (metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            errors.Add("metadata.generateName", prefix, Names.CheckPrefix(rule, prefix));
        }

        if (errors.Require(metadata, "metadata", "name", "name or generateName is required") is { } name)
        {
            errors.Add("metadata.name", name, Names.Check(rule, name));
        }

        ValidateNamespace(metadata, type, errors);
        errors.NotNegative(metadata, "metadata", "generation");
        ValidateParts(metadata, errors);
    }

    private static void ValidateNamespace(JsonObject? metadata, ResourceType type, List<FieldError> errors)
    {
        if (!type.Namespaced)
        {
            if (metadata.Text("namespace") is { Length: > 0 })
            {
                errors.Add(FieldError.Forbidden("metadata.namespace", "not allowed on this type"));
            }
        }
        else if (errors.Require(metadata, "metadata", "namespace") is { } ns)
        {
            errors.Add("metadata.namespace", ns, Names.Label(ns));
        }
    }

    private static void ValidateParts(JsonObject? metadata, List<FieldError> errors)
    {
        Labels.Check(metadata.Object("labels"), "metadata.labels", errors);
        Labels.CheckAnnotations(metadata.Object("annotations"), "metadata.annotations", errors);
        OwnerReferences.Check(metadata.Array("ownerReferences"), errors);
        Finalizers.Check(metadata.Array("finalizers"), errors);
        ManagedFieldsEntries.Check(metadata, errors);
    }

    private static void ValidateChange(JsonObject value, JsonObject old, List<FieldError> errors)
    {
        var (metadata, was) = (value.Object("metadata"), old.Object("metadata"));
        if (was.Text("deletionTimestamp") is not null)
        {
            Finalizers.RefuseNew(metadata.Array("finalizers"), was.Array("finalizers"), errors);
        }

        foreach (var name in Fixed.Where(name => metadata?[name] is not null))
        {
            errors.Unchanged(metadata, was, "metadata", name);
        }

        ValidateParts(metadata, errors);
    }
}
