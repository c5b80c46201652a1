using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>The types that expressions see of a schema.</summary>
internal static class SchemaTypes
{
    /// <summary>Bytes of the largest request, by which the size of what has no bound is estimated.</summary>
    public const long MaxRequest = 3 * 1024 * 1024;

    private const double BytesPerCharacter = 4;

    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ];

    /// <summary>The type of a value that a schema describes; null where expressions cannot reach it.</summary>
    /// <param name="schema">The schema as written.</param>
    /// <param name="whole">Whether it is that of a whole resource, of whose metadata the names can be read.</param>
    public static ExpressionType? Of(JsonObject schema, bool whole = false)
    {
        if (schema.Flag("x-kubernetes-int-or-string"))
        {
            return ExpressionType.Dyn with { MaxSize = MaxRequest - 2 };
        }

        return schema.Text("type") switch
        {
            "boolean" => ExpressionType.Bool with { MinBytes = 4 },
            "integer" => ExpressionType.Int,
            "number" => ExpressionType.Double,
            "string" => Text(schema),
            "array" => List(schema),
            "object" => Members(schema, whole),
            _ => schema.Flag("x-kubernetes-preserve-unknown-fields") ? ExpressionType.Dyn with { MaxSize = MaxRequest - 2 } : null,
        };
    }

    /// <summary>The name by which an expression reads a field; null where there is none.</summary>
    public static string? Escape(string name)
    {
        if (Reserved.Contains(name))
        {
            return $"__{name}__";
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return null;
        }

        var escaped = name.Replace("__", "__underscores__", StringComparison.Ordinal).Replace(".", "__dot__", StringComparison.Ordinal)
            .Replace("-", "__dash__", StringComparison.Ordinal).Replace("/", "__slash__", StringComparison.Ordinal);
        return escaped.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? escaped : null;
    }

    private static double? Bound(JsonObject schema, string name) => schema.Number(name) is { } bound ? Math.Max(bound, 0) : null;

    private static ExpressionType Text(JsonObject schema)
    {
        var bound = Bound(schema, "maxLength");
        return schema.Text("format") switch
        {
            "byte" => ExpressionType.Bytes with { MinBytes = 2, MaxSize = bound ?? MaxRequest - 2 },
            "duration" => ExpressionType.Duration with { MinBytes = 4, MaxSize = bound ?? MaxRequest - 2 },
            "date" => ExpressionType.Timestamp with { MinBytes = 12, MaxSize = 10 },
            "date-time" => ExpressionType.Timestamp with { MinBytes = 22, MaxSize = 20 },
            _ => ExpressionType.String with
            {
                MinBytes = 2 + Math.Clamp(schema.Number("minLength") ?? 0, 0, MaxRequest),
                MaxSize = bound is { } most ? most * BytesPerCharacter
                    : schema.Array("enum") is { Count: > 0 } options ? options.Max(o => o is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>().Length : 0)
                    : MaxRequest - 2,
            },
        };
    }

    private static ExpressionType? List(JsonObject schema)
    {
        if (schema["items"] is not JsonObject items || Of(items, items.Flag("x-kubernetes-embedded-resource")) is not { } element)
        {
            return null;
        }

        return ExpressionType.List(element) with
        {
            MaxSize = Bound(schema, "maxItems") ?? (MaxRequest - 2) / (element.MinBytes + 1),
            Unordered = schema.Text("x-kubernetes-list-type") is "set" or "map",
        };
    }

    private static ExpressionType? Members(JsonObject schema, bool whole)
    {
        if (schema["additionalProperties"] is JsonObject additional)
        {
            return Of(additional) is { } value
                ? ExpressionType.Map(ExpressionType.String with { MaxSize = MaxRequest - 2 }, value) with { MaxSize = Bound(schema, "maxProperties") ?? (MaxRequest - 2) / (value.MinBytes + 6) }
                : null;
        }

        var fields = new Dictionary<string, DeclaredField>(StringComparer.Ordinal);
        long least = 2;
        var required = schema.Array("required")?.Select(r => r?.ToString()).ToHashSet() ?? [];
        foreach (var (name, property) in schema.Object("properties") ?? [])
        {
            if (Escape(name) is { } escaped && property is JsonObject inner && Of(inner, inner.Flag("x-kubernetes-embedded-resource")) is { } type)
            {
                fields[escaped] = new DeclaredField(name, type);
                least = Math.Min(MaxRequest, least + (required.Contains(name) && inner["default"] is null ? name.Length + 4 + type.MinBytes : 0));
            }
        }

        if (whole || schema.Flag("x-kubernetes-embedded-resource"))
        {
            var text = ExpressionType.String with { MaxSize = MaxRequest - 2 };
            fields["apiVersion"] = new DeclaredField("apiVersion", text);
            fields["kind"] = new DeclaredField("kind", text);
            fields["metadata"] = new DeclaredField("metadata", new ExpressionType(ExpressionKind.Object, "object")
            {
                Fields = new Dictionary<string, DeclaredField> { ["name"] = new("name", text), ["generateName"] = new("generateName", text) },
                MaxSize = 1,
            });
        }

        return new ExpressionType(ExpressionKind.Object, "object") { Fields = fields, MinBytes = least, MaxSize = 1 };
    }
}
