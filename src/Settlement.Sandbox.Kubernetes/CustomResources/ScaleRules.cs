using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>What <c>/scale</c> must be able to read of an object that has it.</summary>
internal static class ScaleRules
{
    public static void Check(ScalePaths paths, JsonObject value, List<FieldError> errors)
    {
        Count(paths.SpecReplicas, value, errors);
        Count(paths.StatusReplicas, value, errors);
        if (paths.Selector is { Length: > 0 } selector && Find(selector, value, out var found, out var why) && (found is not JsonValue text || text.GetValueKind() != JsonValueKind.String))
        {
            errors.Add(FieldError.Invalid(selector, "", why ?? Accessor(selector, found, "string")));
        }
    }

    private static void Count(string path, JsonObject value, List<FieldError> errors)
    {
        if (!Find(path, value, out var found, out var why))
        {
            return;
        }

        if (why is not null || found is not JsonValue number || number.GetValueKind() != JsonValueKind.Number || !Scalars.Whole(number, out var count))
        {
            errors.Add(FieldError.InvalidText(path, "0", why ?? Accessor(path, found, "int64")));
        }
        else if (count < 0)
        {
            errors.Add(FieldError.InvalidText(path, count.ToString(CultureInfo.InvariantCulture), "should be a non-negative integer"));
        }
        else if (count > int.MaxValue)
        {
            errors.Add(FieldError.InvalidText(path, count.ToString(CultureInfo.InvariantCulture), $"should be less than or equal to {int.MaxValue}"));
        }
    }

    /// <summary>Follows the members; false where one is absent. A value on the way that is no object is told in <paramref name="why"/>.</summary>
    private static bool Find(string path, JsonObject value, out JsonNode? found, out string? why)
    {
        found = value;
        why = null;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (found is not JsonObject members)
            {
                why = Accessor(path, found, "map[string]interface{}");
                return true;
            }

            if (!members.TryGetPropertyValue(name, out found))
            {
                return false;
            }
        }

        return true;
    }

    private static string Accessor(string path, JsonNode? found, string expected) => $"{path} accessor error: {Show(found)} is of the type {GoType(found)}, expected {expected}";

    private static string GoType(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "<nil>",
        JsonValueKind.String => "string",
        JsonValueKind.Number => Scalars.Whole(value.AsValue(), out _) ? "int64" : "float64",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Object => "map[string]interface {}",
        _ => "[]interface {}",
    };

    /// <summary>A value as Go prints it.</summary>
    private static string Show(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject members => $"map[{string.Join(' ', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{Show(m.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Show))}]",
        _ when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => GoText.Value(value),
    };
}
