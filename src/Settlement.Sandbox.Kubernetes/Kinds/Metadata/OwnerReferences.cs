using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Kinds.Metadata;

/// <summary>Rules of metadata.ownerReferences.</summary>
internal static class OwnerReferences
{
    private const string Path = "metadata.ownerReferences";

    public static void Check(JsonArray? references, List<FieldError> errors)
    {
        JsonObject? controller = null;
        foreach (var reference in (references ?? []).OfType<JsonObject>())
        {
            CheckOne(reference, errors);
            if (!reference.Flag("controller"))
            {
                continue;
            }

            if (controller is not null)
            {
                var found = $"{controller.Text("kind")}/{controller.Text("name")} and {reference.Text("kind")}/{reference.Text("name")}";
                errors.Add(FieldError.Invalid(Path, references!.DeepClone(), $"Only one reference can have Controller set to true. Found \"true\" in references for {found}"));
            }

            controller ??= reference;
        }
    }

    private static void CheckOne(JsonObject reference, List<FieldError> errors)
    {
        var apiVersion = reference.Text("apiVersion") ?? "";
        var parts = apiVersion.Split('/');
        if (apiVersion.Length == 0 || parts.Length > 2 || parts[^1].Length == 0)
        {
            errors.Add(FieldError.Invalid(Path + ".apiVersion", apiVersion, "version must not be empty"));
        }

        foreach (var name in (ReadOnlySpan<string>)["kind", "name", "uid"])
        {
            if (string.IsNullOrEmpty(reference.Text(name)))
            {
                errors.Add(FieldError.Invalid($"{Path}.{name}", "", "must not be empty"));
            }
        }

        if (apiVersion == "v1" && reference.Text("kind") == "Event")
        {
            errors.Add(FieldError.Invalid(Path, reference.DeepClone(), "/v1, Kind=Event is disallowed from being an owner"));
        }
    }
}
