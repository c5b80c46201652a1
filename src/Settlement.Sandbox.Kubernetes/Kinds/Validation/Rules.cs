using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Kinds.Validation;

/// <summary>Rules that many fields share.</summary>
internal static class Rules
{
    public const string Immutable = "field is immutable";

    public static void Add(this List<FieldError> errors, string field, JsonNode? value, IEnumerable<string> messages) =>
        errors.AddRange(messages.Select(message => FieldError.Invalid(field, value?.DeepClone(), message)));

    /// <summary>The text at the member must be there and not empty.</summary>
    /// <returns>The text, or null after a refusal.</returns>
    public static string? Require(this List<FieldError> errors, JsonObject? holder, string path, string name, string detail = "")
    {
        if (holder.Text(name) is { Length: > 0 } text)
        {
            return text;
        }

        errors.Add(FieldError.Required($"{path}.{name}".TrimStart('.'), detail));
        return null;
    }

    /// <summary>The text at the member, when it is there, must follow the rule.</summary>
    public static void CheckText(this List<FieldError> errors, JsonObject? holder, string path, string name, Func<string, IEnumerable<string>> rule)
    {
        if (holder.Text(name) is { Length: > 0 } text)
        {
            errors.Add($"{path}.{name}", text, rule(text));
        }
    }

    /// <summary>The text at the member must be one of these.</summary>
    public static void OneOf(this List<FieldError> errors, JsonObject? holder, string path, string name, params ReadOnlySpan<string> supported)
    {
        var text = holder.Text(name) ?? "";
        if (!supported.Contains(text))
        {
            errors.Add(FieldError.Unsupported($"{path}.{name}".TrimStart('.'), text, supported.ToArray()));
        }
    }

    /// <summary>The number at the member, when it is there, must not be negative.</summary>
    public static void NotNegative(this List<FieldError> errors, JsonObject? holder, string path, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (holder.Number(name) is { } number and < 0)
            {
                errors.Add(FieldError.Invalid($"{path}.{name}".TrimStart('.'), number, "must be greater than or equal to 0"));
            }
        }
    }

    /// <summary>The member must be as it was.</summary>
    public static void Unchanged(this List<FieldError> errors, JsonObject? value, JsonObject? old, string path, string name)
    {
        if (!JsonNode.DeepEquals(value?[name], old?[name]))
        {
            errors.Add(FieldError.Invalid($"{path}.{name}".TrimStart('.'), value?[name]?.DeepClone(), Immutable));
        }
    }
}
