using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>What a schema of custom resources may say: first that it is structural, then the rules of each keyword, then that defaults fit.</summary>
internal static class SchemaRules
{
    private static readonly string[] Unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];

    public static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema.Flag("nullable"))
        {
            errors.Add(FieldError.Forbidden($"{path}.nullable", "nullable cannot be true at the root"));
        }

        var structure = StructureRules.Check(schema, path);
        errors.AddRange(structure);
        var before = errors.Count;
        CheckKeywords(schema, path, isRoot: true, defaultsForbidden: null, errors);
        if (structure.Count == 0 && errors.Count == before)
        {
            DefaultRules.Check(schema, path, whole: true, errors);
        }

        if (structure.Count == 0 && errors.Count == before)
        {
            ExpressionRules.Check(schema, path, errors);
        }

        if (errors.Count == 0 && SchemaWalk.All(schema).Any(s => !string.IsNullOrEmpty(s.Text("$schema"))))
        {
            errors.Add(FieldError.Invalid(path, "", "OpenAPIV3Schema 'schema' is not supported"));
        }
    }

    private static void CheckKeywords(JsonObject schema, string path, bool isRoot, string? defaultsForbidden, List<FieldError> errors)
    {
        if (schema.Flag("uniqueItems"))
        {
            errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema.Object("properties") is { Count: > 0 } && (schema["additionalProperties"] is JsonObject || schema.Flag("additionalProperties")))
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        foreach (var (name, child) in SchemaWalk.Within(schema))
        {
            var meta = (isRoot || schema.Flag("x-kubernetes-embedded-resource")) && name is "properties[metadata]" or "properties[apiVersion]" or "properties[kind]";
            CheckKeywords(child, $"{path}.{name}", isRoot: false, meta ? $"must not be set in top-level {name[11..^1]}" : defaultsForbidden, errors);
        }

        if (defaultsForbidden is not null && schema["default"] is not null)
        {
            errors.Add(FieldError.Forbidden($"{path}.default", defaultsForbidden));
        }

        foreach (var name in Unsupported.Where(n => schema[n] is not (null or JsonValue { }) || !string.IsNullOrEmpty(schema.Text(n))))
        {
            errors.Add(FieldError.Forbidden($"{path}.{name}", $"{name} is not supported"));
        }

        if (schema.Text("type") == "null")
        {
            errors.Add(FieldError.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative"));
        }

        if (schema["items"] is JsonArray)
        {
            errors.Add(FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        }

        CheckPattern(schema, path, errors);
        ListTypeRules.Check(schema, path, errors);
        CelRules.Check(schema, path, errors);
    }

    private static void CheckPattern(JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema.Text("pattern") is not { Length: > 0 } pattern)
        {
            return;
        }

        try
        {
            Patterns.Compile(pattern);
        }
        catch (ArgumentException e)
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: error parsing regexp: {e.Message}"));
        }
    }
}
