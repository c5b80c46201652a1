using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Metadata;

/// <summary>Rules of metadata.finalizers.</summary>
internal static class Finalizers
{
    private const string Path = "metadata.finalizers";

    public static void Check(JsonArray? finalizers, List<FieldError> errors)
    {
        var names = List(finalizers);
        foreach (var name in names)
        {
            errors.Add(Path, name, Names.Qualified(name));
        }

        if (names.Contains("orphan") && names.Contains("foregroundDeletion"))
        {
            errors.Add(FieldError.Invalid(Path, finalizers!.DeepClone(), "finalizer orphan and foregroundDeletion cannot be both set"));
        }
    }

    /// <summary>An object that is being deleted may only lose finalizers.</summary>
    public static void RefuseNew(JsonArray? finalizers, JsonArray? old, List<FieldError> errors)
    {
        var added = List(finalizers).Except(List(old)).Order(StringComparer.Ordinal).Select(name => $"\"{name}\"").ToList();
        if (added.Count > 0)
        {
            errors.Add(FieldError.Forbidden(Path, $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added)}}}"));
        }
    }

    private static List<string> List(JsonArray? names) => [.. (names ?? []).Select(name => name?.GetValue<string>() ?? "")];
}
