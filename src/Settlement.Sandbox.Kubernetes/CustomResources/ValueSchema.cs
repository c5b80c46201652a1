using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>What a schema demands of one value, read once from the definition.</summary>
internal sealed class ValueSchema
{
    private ValueSchema()
    {
    }

    /// <summary>The JSON types allowed; none: any. An int-or-string has two.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>A format that is checked, or null.</summary>
    public string? Format { get; init; }

    public bool Nullable { get; init; }

    public long? MinLength { get; init; }

    public long? MaxLength { get; init; }

    public string? Pattern { get; init; }

    public Regex? Regex { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    public JsonArray? Enum { get; init; }

    /// <summary>Ordered by name, so that errors come in a stable order.</summary>
    public required SortedDictionary<string, ValueSchema> Properties { get; init; }

    public ValueSchema? Additional { get; init; }

    public ValueSchema? Items { get; init; }

    public IReadOnlyList<ValueSchema> AllOf { get; init; } = [];

    public IReadOnlyList<ValueSchema> AnyOf { get; init; } = [];

    public IReadOnlyList<ValueSchema> OneOf { get; init; } = [];

    public ValueSchema? Not { get; init; }

    /// <summary><c>set</c>, <c>map</c> or null.</summary>
    public string? ListType { get; init; }

    public IReadOnlyList<string> ListKeys { get; init; } = [];

    public bool Embedded { get; init; }

    /// <summary>Whether values of a map or an object are replaced as one, so that those before have no counterparts.</summary>
    public bool Atomic { get; init; }

    /// <summary>The type's name as errors show it; empty where there is none.</summary>
    public string Type { get; init; } = "";

    /// <summary>The rules of this value; null where there are none.</summary>
    public RuleSet? Rules { get; init; }

    /// <summary>Whether there are rules here or below.</summary>
    public bool HasRules { get; init; }

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">The schema as written.</param>
    /// <param name="whole">Whether it is that of a whole resource.</param>
    /// <exception cref="ArgumentException">A pattern is malformed.</exception>
    public static ValueSchema Read(JsonObject schema, bool whole = false)
    {
        var properties = new SortedDictionary<string, ValueSchema>(StringComparer.Ordinal);
        foreach (var (name, property) in schema.Object("properties") ?? [])
        {
            if (property is JsonObject value)
            {
                properties[name] = Read(value);
            }
        }

        var items = schema["items"] is JsonObject element ? Read(element) : null;
        var additional = schema["additionalProperties"] is JsonObject rest ? Read(rest) : null;
        var format = schema.Text("format");
        var pattern = schema.Text("pattern");
        return new ValueSchema
        {
            Types = TypesOf(schema),
            Format = format is not null && Formats.IsChecked(format) ? format : null,
            Nullable = schema.Flag("nullable"),
            MinLength = schema.Number("minLength"),
            MaxLength = schema.Number("maxLength"),
            Pattern = pattern,
            Regex = pattern is null ? null : Patterns.Compile(pattern),
            Minimum = Number(schema, "minimum"),
            Maximum = Number(schema, "maximum"),
            ExclusiveMinimum = schema.Flag("exclusiveMinimum"),
            ExclusiveMaximum = schema.Flag("exclusiveMaximum"),
            MultipleOf = Number(schema, "multipleOf"),
            MinItems = schema.Number("minItems"),
            MaxItems = schema.Number("maxItems"),
            UniqueItems = schema.Flag("uniqueItems"),
            MinProperties = schema.Number("minProperties"),
            MaxProperties = schema.Number("maxProperties"),
            Required = Strings(schema, "required"),
            Enum = schema.Array("enum"),
            Properties = properties,
            Additional = additional,
            Items = items,
            AllOf = [.. schema.Objects("allOf").Select(s => Read(s))],
            AnyOf = [.. schema.Objects("anyOf").Select(s => Read(s))],
            OneOf = [.. schema.Objects("oneOf").Select(s => Read(s))],
            Not = schema.Object("not") is { } not ? Read(not) : null,
            ListType = schema.Text("x-kubernetes-list-type"),
            ListKeys = Strings(schema, "x-kubernetes-list-map-keys"),
            Embedded = schema.Flag("x-kubernetes-embedded-resource"),
            Atomic = schema.Text("x-kubernetes-map-type") == "atomic",
            Type = schema.Text("type") ?? "",
            Rules = schema.Array("x-kubernetes-validations") is { Count: > 0 } ? new RuleSet(schema, whole) : null,
            HasRules = schema.Array("x-kubernetes-validations") is { Count: > 0 } || properties.Values.Any(p => p.HasRules) || items is { HasRules: true } || additional is { HasRules: true },
        };
    }

    private static IReadOnlyList<string> TypesOf(JsonObject schema) =>
        schema.Flag("x-kubernetes-int-or-string") ? ["integer", "string"] : schema.Text("type") is { Length: > 0 } type ? [type] : [];

    private static List<string> Strings(JsonObject schema, string name) =>
        [.. schema.Array(name)?.OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String).Select(v => v.GetValue<string>()) ?? []];

    private static double? Number(JsonObject schema, string name) =>
        schema[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? Scalars.Double(value) : null;
}
