using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Errors;

/// <summary>What is wrong with one field. The wording is the API machinery's, which clients and people look for.</summary>
/// <param name="Reason">The reason as it appears in a cause, such as <c>FieldValueInvalid</c>.</param>
/// <param name="Field">The field's path, such as <c>spec.containers[0].image</c>; <c>&lt;nil&gt;</c> for the root.</param>
/// <param name="Body">The message without the field, such as <c>Required value</c>.</param>
internal sealed record FieldError(string Reason, string Field, string Body)
{
    public static FieldError Required(string field, string detail = "") => new("FieldValueRequired", field, With("Required value", detail));

    public static FieldError Invalid(string field, JsonNode? value, string detail) => new("FieldValueInvalid", field, With($"Invalid value: {Show(value)}", detail));

    /// <summary>A value whose text is given as it is to be shown, such as the name of a type.</summary>
    public static FieldError InvalidText(string field, string shown, string detail) => new("FieldValueInvalid", field, With($"Invalid value: {shown}", detail));

    public static FieldError TypeInvalid(string field, string shown, string detail) => new("FieldValueTypeInvalid", field, With($"Invalid value: {shown}", detail));

    public static FieldError Unsupported(string field, JsonNode? value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {Show(value)}: supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, With("Forbidden", detail));

    /// <summary>A value of several parts, which is not shown.</summary>
    public static FieldError InvalidWhole(string field, string detail) => new("FieldValueInvalid", field, With("Invalid value", detail));

    /// <inheritdoc cref="InvalidWhole"/>
    public static FieldError DuplicateWhole(string field) => new("FieldValueDuplicate", field, "Duplicate value");

    public static FieldError NotFound(string field, JsonNode? value) => new("FieldValueNotFound", field, $"Not found: {Show(value)}");

    public static FieldError Duplicate(string field, JsonNode? value) => new("FieldValueDuplicate", field, $"Duplicate value: {Show(value)}");

    public static FieldError TooLong(string field, int limit) => new("FieldValueTooLong", field, $"Too long: may not be more than {limit} byte{(limit == 1 ? "" : "s")}");

    public static FieldError TooMany(string field, int count, int limit) => new("FieldValueTooMany", field, $"Too many: {count}: must have at most {limit} item{(limit == 1 ? "" : "s")}");

    public override string ToString() => $"{Field}: {Body}";

    private static string With(string start, string detail) => detail.Length == 0 ? start : $"{start}: {detail}";

    private static string Show(JsonNode? value) => GoText.Value(value);
}
