using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>Schema, subresources, columns and selectable fields of a version, or of all versions where they are the same.</summary>
internal static class VersionRules
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    /// <summary>What differs between the versions.</summary>
    public static void CheckOwn(JsonObject spec, JsonObject version, string path, List<FieldError> errors) =>
        Check(version, part => !IsShared(spec, part), $"{path}.schema.openAPIV3Schema", path, errors);

    /// <summary>What is the same in all versions.</summary>
    public static void CheckShared(JsonObject spec, List<FieldError> errors)
    {
        if (spec.Objects("versions").FirstOrDefault() is { } first)
        {
            Check(first, part => IsShared(spec, part), "spec.validation.openAPIV3Schema", "spec", errors);
        }
    }

    private static bool IsShared(JsonObject spec, string part)
    {
        var versions = spec.Objects("versions").ToList();
        return versions.All(v => JsonNode.DeepEquals(v[part], versions[0][part]));
    }

    private static void Check(JsonObject version, Func<string, bool> concerns, string schemaPath, string path, List<FieldError> errors)
    {
        var schema = version.Object("schema", "openAPIV3Schema");
        if (concerns("schema") && schema is not null)
        {
            SchemaRules.Check(schema, schemaPath, errors);
        }

        if (concerns("subresources") && version.Object("subresources", "scale") is { } scale)
        {
            CheckScale(scale, $"{path}.subresources.scale", errors);
        }

        if (concerns("additionalPrinterColumns"))
        {
            var index = 0;
            foreach (var column in version.Objects("additionalPrinterColumns"))
            {
                CheckColumn(column, $"{path}.additionalPrinterColumns[{index++}]", errors);
            }
        }

        if (concerns("selectableFields"))
        {
            CheckSelectable([.. version.Objects("selectableFields")], schema, $"{path}.selectableFields", errors);
        }
    }

    private static void CheckScale(JsonObject scale, string path, List<FieldError> errors)
    {
        Under("specReplicasPath", required: true, "should be a json path under .spec", ".spec.");
        Under("statusReplicasPath", required: true, "should be a json path under .status", ".status.");
        Under("labelSelectorPath", required: false, "should be a json path under either .spec or .status", ".spec.", ".status.");

        void Under(string name, bool required, string must, params string[] roots)
        {
            var text = scale.Text(name) ?? "";
            if (text.Length == 0)
            {
                if (required)
                {
                    errors.Add(FieldError.Required($"{path}.{name}"));
                }
            }
            else if (text[0] != '.')
            {
                errors.Add(FieldError.Invalid($"{path}.{name}", text, "must be a simple json path starting with ."));
            }
            else if (!roots.Any(r => text.StartsWith(r, StringComparison.Ordinal)))
            {
                errors.Add(FieldError.Invalid($"{path}.{name}", text, must));
            }
        }
    }

    private static void CheckColumn(JsonObject column, string path, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(column.Text("name")))
        {
            errors.Add(FieldError.Required($"{path}.name"));
        }

        var type = column.Text("type") ?? "";
        var types = $"must be one of {string.Join(',', ColumnTypes)}";
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.type", types));
        }
        else if (!ColumnTypes.Contains(type))
        {
            errors.Add(FieldError.Invalid($"{path}.type", type, types));
        }

        if (column.Text("format") is { Length: > 0 } format && !ColumnFormats.Contains(format))
        {
            errors.Add(FieldError.Invalid($"{path}.format", format, $"must be one of {string.Join(',', ColumnFormats)}"));
        }

        var jsonPath = column.Text("jsonPath") ?? "";
        if (jsonPath.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.JSONPath"));
        }
        else if (jsonPath[0] != '.')
        {
            errors.Add(FieldError.Invalid($"{path}.JSONPath", jsonPath, "must be a simple json path starting with ."));
        }
    }

    private static void CheckSelectable(List<JsonObject> fields, JsonObject? schema, string path, List<FieldError> errors)
    {
        if (fields.Count == 0)
        {
            return;
        }

        if (schema is null)
        {
            errors.Add(FieldError.Invalid(path, "", "may only be set when validations.schema is included"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            var text = fields[i].Text("jsonPath") ?? "";
            var field = $"{path}[{i}].jsonPath";
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required(field));
            }
            else if (WhyNotSelectable(text, schema) is { } why)
            {
                errors.Add(FieldError.Invalid(field, text, why));
            }
            else if (!seen.Add(text))
            {
                errors.Add(FieldError.Duplicate(field, text));
            }
        }
    }

    private static string? WhyNotSelectable(string path, JsonObject schema)
    {
        if (path[0] != '.')
        {
            return $"is an invalid path: expected [ or . but got: {path.Split('.', '[')[0]}";
        }

        if (path.Contains('[', StringComparison.Ordinal))
        {
            return "is an invalid path: array notation is not allowed";
        }

        if (path == ".")
        {
            return "is an invalid path: unexpected end of JSON path";
        }

        JsonObject? at = schema;
        var names = path[1..].Split('.');
        foreach (var name in names)
        {
            at = at.Object("properties")?[name] as JsonObject ?? at?["additionalProperties"] as JsonObject;
        }

        if (at is null || names[0] is "metadata" or "apiVersion" or "kind")
        {
            return "is an invalid path: does not refer to a valid field";
        }

        return at.Text("type") is "string" or "boolean" or "integer" ? null
            : "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
    }
}
