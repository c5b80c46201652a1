using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Values as messages of the API machinery show them.</summary>
internal static class GoText
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
        _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Number(value.ToJsonString(Json.Compact)),
    };

    /// <summary>A value in the syntax of the language the machinery is written in.</summary>
    public static string Syntax(JsonNode? value) => value switch
    {
        null => "interface {}(nil)",
        JsonArray list => $"[]interface {{}}{{{string.Join(", ", list.Select(Syntax))}}}",
        JsonObject map => $"map[string]interface {{}}{{{string.Join(", ", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Quoted(m.Key)}:{Syntax(m.Value)}"))}}}",
        _ => value.GetValueKind() == JsonValueKind.String ? Quoted(value.GetValue<string>()) : Number(value.ToJsonString(Json.Compact)),
    };

    /// <summary>The type of a value.</summary>
    public static string Type(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => value is JsonValue number && number.TryGetValue<long>(out _) ? "int64" : "float64",
        JsonValueKind.Array => "[]interface {}",
        JsonValueKind.Object => "map[string]interface {}",
        _ => "<nil>",
    };

    /// <summary>A text in double quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\u007f' => quoted.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Number(string written)
    {
        if (!written.AsSpan().ContainsAny('.', 'e', 'E') || !double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return written;
        }

        return number.ToString("R", CultureInfo.InvariantCulture);
    }
}
