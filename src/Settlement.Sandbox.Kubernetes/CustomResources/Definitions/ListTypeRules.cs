using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The keywords that tell how lists and maps are merged.</summary>
internal static class ListTypeRules
{
    public const string ListType = "x-kubernetes-list-type";
    public const string ListKeys = "x-kubernetes-list-map-keys";
    public const string MapType = "x-kubernetes-map-type";

    public static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema["x-kubernetes-preserve-unknown-fields"] is JsonValue && !schema.Flag("x-kubernetes-preserve-unknown-fields"))
        {
            errors.Add(FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"));
        }

        var mapType = schema.Text(MapType);
        if (mapType is not null && WrongType(schema, path, "object", $"must be object if {MapType} is specified", errors) && mapType is not ("atomic" or "granular"))
        {
            errors.Add(FieldError.Unsupported($"{path}.{MapType}", mapType, ["atomic", "granular"]));
        }

        var listType = schema.Text(ListType);
        if (listType is not null && WrongType(schema, path, "array", $"must be array if {ListType} is specified", errors) && listType is not ("atomic" or "set" or "map"))
        {
            errors.Add(FieldError.Unsupported($"{path}.{ListType}", listType, ["atomic", "set", "map"]));
        }

        var keys = schema.Array(ListKeys)?.Select(k => k?.ToString() ?? "").ToList() ?? [];
        if (keys.Count > 0 && listType != "map")
        {
            errors.Add(listType is null
                ? FieldError.Required($"{path}.{ListType}", $"must be map if {ListKeys} is non-empty")
                : FieldError.Invalid($"{path}.{ListType}", listType, $"must be map if {ListKeys} is non-empty"));
        }

        if (schema.Object("items") is { } items && listType is "set" or "map")
        {
            if (listType == "map")
            {
                CheckMap(schema, items, keys, path, errors);
            }
            else
            {
                CheckSet(items, $"{path}.items", errors);
            }
        }
    }

    /// <summary>Adds an error if the type is another; true if it is right.</summary>
    private static bool WrongType(JsonObject schema, string path, string type, string must, List<FieldError> errors)
    {
        var given = schema.Text("type") ?? "";
        if (given != type)
        {
            errors.Add(given.Length == 0 ? FieldError.Required($"{path}.type", must) : FieldError.Invalid($"{path}.type", given, must));
        }

        return given == type;
    }

    private static void CheckMap(JsonObject schema, JsonObject items, List<string> keys, string path, List<FieldError> errors)
    {
        var keysPath = $"{path}.{ListKeys}";
        if (keys.Count == 0)
        {
            errors.Add(FieldError.Required(keysPath, $"must not be empty if {ListType} is map"));
        }

        if (items.Text("type") != "object")
        {
            errors.Add(FieldError.Invalid($"{path}.items.type", items.Text("type") ?? "", $"must be object if parent array's {ListType} is map"));
        }
        else
        {
            if (keys.Distinct(StringComparer.Ordinal).Count() < keys.Count)
            {
                errors.Add(FieldError.Invalid(keysPath, schema[ListKeys], "must not contain duplicate entries"));
            }

            foreach (var key in keys.Distinct(StringComparer.Ordinal))
            {
                if (items.Object("properties")?[key] is not JsonObject property)
                {
                    errors.Add(FieldError.Invalid(keysPath, schema[ListKeys], "entries must all be names of item properties"));
                }
                else
                {
                    CheckKey(items, property, key, $"{path}.items.properties[{key}]", errors);
                }
            }
        }

        Nullable(items, $"{path}.items", "map", errors);
    }

    private static void CheckKey(JsonObject items, JsonObject property, string key, string path, List<FieldError> errors)
    {
        if (property.Text("type") is "object" or "array")
        {
            errors.Add(FieldError.Invalid($"{path}.type", property.Text("type"), $"must be a scalar type if parent array's {ListType} is map"));
        }

        if (property["default"] is null && items.Array("required")?.Any(r => r?.ToString() == key) != true)
        {
            errors.Add(FieldError.Required($"{path}.default", $"this property is in {ListKeys}, so it must have a default or be a required property"));
        }

        if (property.Flag("nullable"))
        {
            errors.Add(FieldError.Forbidden($"{path}.nullable", $"this property is in {ListKeys}, so it cannot be nullable"));
        }
    }

    private static void CheckSet(JsonObject items, string path, List<FieldError> errors)
    {
        Nullable(items, path, "set", errors);
        if (items.Text("type") == "object" && items.Text(MapType) != "atomic")
        {
            errors.Add(FieldError.Invalid($"{path}.{MapType}", items[MapType], $"must be atomic as item of a list with {ListType}=set"));
        }
        else if (items.Text("type") == "array" && items.Text(ListType) is not (null or "atomic"))
        {
            errors.Add(FieldError.Invalid($"{path}.{ListType}", items[ListType], $"must be atomic as item of a list with {ListType}=set"));
        }
    }

    private static void Nullable(JsonObject items, string path, string type, List<FieldError> errors)
    {
        if (items.Flag("nullable"))
        {
            errors.Add(FieldError.Forbidden($"{path}.nullable", $"cannot be nullable when {ListType} is {type}"));
        }
    }
}
