using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>Whether a schema is structural: every field has a type of its own, and combinations only narrow what is said outside of them.</summary>
internal static class StructureRules
{
    private const string Embedded = "x-kubernetes-embedded-resource";
    private const string Preserve = "x-kubernetes-preserve-unknown-fields";
    private const string IntOrString = "x-kubernetes-int-or-string";
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly (string Name, string Must)[] Forbidden =
    [
        ("type", "empty"), ("title", "empty"), ("description", "empty"), ("default", "undefined"), ("nullable", "false"), (Preserve, "false"), (Embedded, "false"), (IntOrString, "false"),
        (ListTypeRules.ListKeys, "empty"), (ListTypeRules.ListType, "undefined"), (ListTypeRules.MapType, "undefined"), ("x-kubernetes-validations", "empty"),
    ];

    /// <summary>All that is wrong, ordered by text.</summary>
    public static IReadOnlyList<FieldError> Check(JsonObject schema, string path)
    {
        var errors = new List<FieldError>();
        CheckNode(schema, path, "root", errors);
        foreach (var (name, part) in SchemaWalk.Combined(schema))
        {
            CheckComplete(part, schema, path, $"{path}.{name}", errors);
        }

        return [.. errors.OrderBy(e => e.ToString(), StringComparer.Ordinal)];
    }

    private static void CheckNode(JsonObject schema, string path, string level, List<FieldError> errors)
    {
        var type = schema.Text("type") ?? "";
        if (type == "array" && schema["items"] is null)
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }

        foreach (var (name, child) in SchemaWalk.Structure(schema))
        {
            CheckNode(child, $"{path}.{name}", name == "items" ? "item" : "field", errors);
        }

        CheckType(schema, type, path, level, errors);
        if (schema.Flag(IntOrString) && schema.Flag(Preserve))
        {
            errors.Add(FieldError.Invalid($"{path}.{Preserve}", true, $"must be false if {IntOrString} is true"));
        }

        if (schema.Flag(Embedded) && !schema.Flag(Preserve) && schema.Object("properties") is null or { Count: 0 })
        {
            errors.Add(FieldError.Required($"{path}.properties", $"must not be empty if {Embedded} is true without {Preserve}"));
        }

        if (level == "root" || schema.Flag(Embedded))
        {
            CheckMeta(schema, path, level == "root", errors);
        }

        foreach (var (name, part) in SchemaWalk.Combined(schema))
        {
            if (!IsIntOrStringPattern(schema, name, part))
            {
                CheckNested(part, $"{path}.{name}", errors);
            }
        }
    }

    private static void CheckType(JsonObject schema, string type, string path, string level, List<FieldError> errors)
    {
        var field = $"{path}.type";
        if (schema.Flag(Embedded) && type != "object")
        {
            const string Must = $"must be object if {Embedded} is true";
            errors.Add(type.Length == 0 ? FieldError.Required(field, Must) : FieldError.Invalid(field, type, Must));
        }
        else if (type.Length == 0 && !schema.Flag(IntOrString) && !schema.Flag(Preserve))
        {
            errors.Add(FieldError.Required(field, level switch
            {
                "root" => "must not be empty at the root",
                "item" => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            }));
        }

        if (level == "root" && type.Length > 0 && type != "object")
        {
            errors.Add(FieldError.Invalid(field, type, "must be object at the root"));
        }

        if (type.Length > 0 && !Types.Contains(type))
        {
            errors.Add(FieldError.Unsupported(field, type, Types));
        }

        var open = schema["additionalProperties"] is JsonObject || schema.Flag("additionalProperties");
        if (open && (level == "root" || schema.Flag(Embedded)))
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", level == "root" ? "must not be used at the root" : $"must not be used if {Embedded} is set"));
        }
    }

    private static void CheckMeta(JsonObject schema, string path, bool root, List<FieldError> errors)
    {
        var properties = schema.Object("properties");
        Demand("kind", "string");
        Demand("apiVersion", "string");
        Demand("metadata", "object");
        if (root && properties.Object("metadata") is { } metadata && metadata.Text("type") == "object" && !OnlyNames(metadata))
        {
            errors.Add(FieldError.Forbidden($"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        }

        void Demand(string name, string type)
        {
            if (properties.Object(name) is { } property && property.Text("type") != type)
            {
                errors.Add(FieldError.Invalid($"{path}.properties[{name}].type", property.Text("type") ?? "", $"must be {type}"));
            }
        }
    }

    private static bool OnlyNames(JsonObject metadata) =>
        metadata.All(m => m.Key is "type" or "description" or "default" or "properties") && (metadata.Object("properties") ?? []).All(p => p.Key is "name" or "generateName");

    private static void CheckNested(JsonObject schema, string path, List<FieldError> errors)
    {
        foreach (var (name, must) in Forbidden)
        {
            if (IsSet(schema[name]))
            {
                errors.Add(FieldError.Forbidden($"{path}.{name}", $"must be {must} to be structural"));
            }
        }

        if (schema["additionalProperties"] is JsonObject || schema.Flag("additionalProperties"))
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must be undefined to be structural"));
        }

        if (schema.Object("properties", "metadata") is not null)
        {
            errors.Add(FieldError.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context"));
        }

        foreach (var (name, child) in SchemaWalk.Structure(schema).Where(c => c.Name != "additionalProperties").Concat(SchemaWalk.Combined(schema)))
        {
            CheckNested(child, $"{path}.{name}", errors);
        }
    }

    /// <summary>What a combination at the root speaks of must be there outside of it.</summary>
    private static void CheckComplete(JsonObject part, JsonObject whole, string wholePath, string partPath, List<FieldError> errors)
    {
        foreach (var (name, child) in SchemaWalk.Structure(part).Where(c => c.Name != "additionalProperties"))
        {
            var counterpart = SchemaWalk.Structure(whole).FirstOrDefault(c => c.Name == name).Schema;
            if (counterpart is null)
            {
                errors.Add(FieldError.Required($"{wholePath}.{name}", $"because it is defined in {partPath}.{name}"));
            }
            else
            {
                CheckComplete(child, counterpart, $"{wholePath}.{name}", $"{partPath}.{name}", errors);
            }
        }

        foreach (var (name, child) in SchemaWalk.Combined(part))
        {
            CheckComplete(child, whole, wholePath, $"{partPath}.{name}", errors);
        }
    }

    /// <summary>Int-or-string may say <c>anyOf: [{type: integer}, {type: string}]</c>, also as the first of <c>allOf</c>.</summary>
    private static bool IsIntOrStringPattern(JsonObject schema, string name, JsonObject part) => schema.Flag(IntOrString)
        && ((name is "anyOf[0]" or "anyOf[1]" && IsPair(schema)) || (name == "allOf[0]" && IsPair(part) && part.Count == 1));

    private static bool IsPair(JsonObject schema) =>
        schema.Objects("anyOf").ToList() is [{ Count: 1 } first, { Count: 1 } second] && first.Text("type") == "integer" && second.Text("type") == "string";

    private static bool IsSet(JsonNode? value) => value switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonValue flag when flag.TryGetValue<bool>(out var set) => set,
        JsonValue text when text.TryGetValue<string>(out var given) => given.Length > 0,
        _ => true,
    };
}
