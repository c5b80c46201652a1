using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Values as messages of the API machinery show them.</summary>
internal static class GoValues
{
    /// <summary>A value within a path.</summary>
    public static string Value(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => $"[{string.Join(',', list.Select(Value))}]",
        JsonObject map => $"{{{string.Join(';', map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={Value(m.Value)}"))}}}",
        _ => value.GetValueKind() == JsonValueKind.String ? Quoted(value.GetValue<string>()) : Plain(value),
    };

    /// <summary>A value as it is printed for people: <c>map[a:b]</c>, <c>[a b]</c>.</summary>
    public static string Plain(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonArray list => $"[{string.Join(' ', list.Select(Plain))}]",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{Plain(m.Value)}"))}]",
        _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Scalar(value),
    };

    /// <summary>A value in the syntax of the language the machinery is written in.</summary>
    public static string Syntax(JsonNode? value) => value switch
    {
        null => "interface {}(nil)",
        JsonArray list => $"[]interface {{}}{{{string.Join(", ", list.Select(Syntax))}}}",
        JsonObject map => $"map[string]interface {{}}{{{string.Join(", ", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Quoted(m.Key)}:{Syntax(m.Value)}"))}}}",
        _ => value.GetValueKind() == JsonValueKind.String ? Quoted(value.GetValue<string>()) : Scalar(value),
    };

    /// <summary>The type of a value.</summary>
    public static string Type(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => Scalars.Whole(value.AsValue(), out _) ? "int64" : "float64",
        JsonValueKind.Array => "[]interface {}",
        JsonValueKind.Object => "map[string]interface {}",
        _ => "<nil>",
    };

    /// <summary>A text in double quotes.</summary>
    public static string Quoted(string text) => GoText.Quote(text);

    private static string Scalar(JsonNode value) =>
        value is JsonValue scalar && value.GetValueKind() == JsonValueKind.Number && !Scalars.Whole(scalar, out _) ? GoText.Number(Scalars.Double(scalar)) : value.ToJsonString(Json.Compact);
}
