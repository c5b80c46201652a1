using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The versions of a definition together: their names, schemas, and which is stored.</summary>
internal static class VersionListRules
{
    private const int LongestWarning = 256;

    public static void Check(JsonObject spec, List<FieldError> errors)
    {
        var versions = spec.Objects("versions").ToList();
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Object("schema", "openAPIV3Schema") is null)
            {
                errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema"));
            }
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var name = versions[i].Text("name") ?? "";
            if (Names.LetterLabel(name).ToList() is { Count: > 0 } wrong)
            {
                errors.Add(FieldError.Invalid($"spec.versions[{i}].name", name, string.Join(",", wrong)));
            }

            CheckDeprecation(versions[i], $"spec.versions[{i}].deprecationWarning", errors);
            VersionRules.CheckOwn(spec, versions[i], $"spec.versions[{i}]", errors);
        }

        if (versions.Select(v => v.Text("name")).Distinct(StringComparer.Ordinal).Count() < versions.Count)
        {
            errors.Add(FieldError.InvalidText("spec.versions", Show(spec, versions), "must contain unique version names"));
        }

        if (versions.Count(v => v.Flag("storage")) != 1)
        {
            errors.Add(FieldError.InvalidText("spec.versions", Show(spec, versions), "must have exactly one version marked as storage version"));
        }

        if (versions.FirstOrDefault().Text("name") is { Length: > 0 } first && Names.LetterLabel(first).ToList() is { Count: > 0 } again)
        {
            errors.Add(FieldError.Invalid("spec.version", first, string.Join(",", again)));
        }
    }

    private static void CheckDeprecation(JsonObject version, string field, List<FieldError> errors)
    {
        if (version.Text("deprecationWarning") is not { } warning)
        {
            return;
        }

        if (!version.Flag("deprecated"))
        {
            errors.Add(FieldError.Invalid(field, warning, "can only be set for deprecated versions"));
        }

        if (warning.Length == 0)
        {
            errors.Add(FieldError.Invalid(field, warning, "must not be an empty string"));
        }
        else if (warning.Length > LongestWarning)
        {
            errors.Add(FieldError.Invalid(field, warning, $"must be <= {LongestWarning} characters long"));
        }
        else if (warning.AsSpan().IndexOfAnyInRange('\0', '\x1f') is var at and >= 0)
        {
            errors.Add(FieldError.Invalid(field, warning, $"must only contain printable UTF-8 characters; non-printable character found at index {at}"));
        }
    }

    /// <summary>The versions as the machinery's own type shows them, without what is the same in all.</summary>
    private static string Show(JsonObject spec, List<JsonObject> versions) => spec["versions"] is not JsonArray ? "null" : GoText.Encode(new JsonArray([.. versions.Select(v => new JsonObject
    {
        ["Name"] = v.Text("name") ?? "",
        ["Served"] = v.Flag("served"),
        ["Storage"] = v.Flag("storage"),
        ["Deprecated"] = v.Flag("deprecated"),
        ["DeprecationWarning"] = v.Text("deprecationWarning"),
        ["Schema"] = null,
        ["Subresources"] = null,
        ["AdditionalPrinterColumns"] = null,
        ["SelectableFields"] = null,
    })]));
}
