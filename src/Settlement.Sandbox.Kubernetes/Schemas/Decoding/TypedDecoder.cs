using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>A value of the wrong type; the message is the machinery's.</summary>
/// <param name="message">What is wrong, as decoding of JSON tells it.</param>
/// <param name="unconvertible">The same as conversion of an object without types tells it, which a strategic merge patch goes through; null where both tell it alike.</param>
internal sealed class TypeMismatchException(string message, string? unconvertible = null) : Exception(message)
{
    public string Unconvertible { get; } = unconvertible ?? message;
}

/// <summary>
/// Decodes a body by a built-in type: drops unknown fields and nulls, gives times, quantities and bytes the form in which they are stored, and tells what it finds in the machinery's words.
/// A value given twice is decoded into what the first left, as the machinery does.
/// </summary>
internal sealed class TypedDecoder
{
    private static readonly Place Root = new("", "");

    private readonly StrictErrors? _strict;
    private TypeMismatchException? _firstMismatch;

    private TypedDecoder(StrictErrors? strict) => _strict = strict;

    /// <summary>Decodes a whole object.</summary>
    /// <param name="raw">The body.</param>
    /// <param name="node">Its type.</param>
    /// <param name="path">What the paths of unknown fields begin with; empty for a whole body.</param>
    /// <param name="strict">Takes unknown and duplicate fields; null: they are not of interest.</param>
    /// <exception cref="TypeMismatchException">A value has the wrong type.</exception>
    public static JsonObject Decode(RawJson raw, SchemaNode node, string path, StrictErrors? strict)
    {
        var decoder = new TypedDecoder(strict);
        JsonNode? value;
        try
        {
            value = decoder.Value(raw, node, null, path, Root);
        }
        catch (FormatException wrong)
        {
            throw new TypeMismatchException(wrong.Message);
        }

        return decoder._firstMismatch is { } mismatch ? throw mismatch : (JsonObject?)value ?? [];
    }

    /// <summary>Where a value is, as messages about wrong types tell it: the innermost struct, and the members from the root without indices.</summary>
    private readonly record struct Place(string Struct, string Path)
    {
        public Place Into(string owner, string member) => new(owner, Path.Length == 0 ? member : $"{Path}.{member}");
    }

    private JsonNode? Value(RawJson raw, SchemaNode node, JsonNode? present, string path, Place place)
    {
        if (raw.Kind == RawKind.Null)
        {
            return present;
        }

        return node.Kind switch
        {
            SchemaKind.Object => Object(raw, node, present as JsonObject, path, place) ?? present,
            SchemaKind.Map => Map(raw, node, present as JsonObject, path, place) ?? present,
            SchemaKind.List => List(raw, node, present as JsonArray, path, place) ?? present,
            SchemaKind.Any => Special(raw, node, place),
            _ => Scalar(raw, node, place) ?? present,
        };
    }

    private JsonObject? Object(RawJson raw, SchemaNode node, JsonObject? present, string path, Place place)
    {
        if (raw.Kind != RawKind.Object)
        {
            return (JsonObject?)Mismatch(raw, node, place);
        }

        var value = present ?? [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var owner = Short(node);
        foreach (var (name, member) in raw.Members)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!node.Fields.TryGetValue(name, out var field))
            {
                _strict?.Unknown(at);
                continue;
            }

            if (!seen.Add(name))
            {
                _strict?.Duplicate(at);
            }

            var inside = field.Via > 0 && node.Inlined.TryGetValue(field.Via, out var inlined) ? $"{inlined}.{name}" : name;
            Set(value, name, Value(member, field.Node, value[name], at, place.Into(owner, inside)));
        }

        return value;
    }

    private JsonObject? Map(RawJson raw, SchemaNode node, JsonObject? present, string path, Place place)
    {
        if (raw.Kind != RawKind.Object)
        {
            return (JsonObject?)Mismatch(raw, node, place);
        }

        var value = present ?? [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, member) in raw.Members)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!seen.Add(name))
            {
                _strict?.Duplicate(at);
            }

            value[name] = Value(member, node.Items!, null, at, place) ?? BuiltInForm.Zero(node.Items!);
        }

        return value;
    }

    private JsonArray? List(RawJson raw, SchemaNode node, JsonArray? present, string path, Place place)
    {
        if (raw.Kind != RawKind.Array)
        {
            return (JsonArray?)Mismatch(raw, node, place);
        }

        var value = new JsonArray();
        for (var i = 0; i < raw.Items.Count; i++)
        {
            var before = present is not null && i < present.Count ? present[i]?.DeepClone() : null;
            value.Add(Value(raw.Items[i], node.Items!, before, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), place) ?? BuiltInForm.Zero(node.Items!));
        }

        return value;
    }

    private JsonNode? Scalar(RawJson raw, SchemaNode node, Place place)
    {
        switch (node.Kind)
        {
            case SchemaKind.String when node.TypeName == BuiltInSchemas.Quantity:
                return Quantity.Canonical(raw.Kind is RawKind.String or RawKind.Number ? raw.Text.Trim() : "?");
            case SchemaKind.String when raw.Kind == RawKind.String:
                return node.TypeName is BuiltInSchemas.Time or BuiltInSchemas.MicroTime ? GoTime.Canonical(raw.Text, node.TypeName == BuiltInSchemas.MicroTime)
                    : node.Format == "byte" ? Bytes(raw.Text)
                    : raw.Text;
            case SchemaKind.String when node.TypeName is BuiltInSchemas.Time or BuiltInSchemas.MicroTime:
                throw new TypeMismatchException(Words(raw, "string", place), Words(raw, "string", Root));
            case SchemaKind.IntOrString when raw.Kind == RawKind.String:
                return raw.Text;
            case SchemaKind.IntOrString:
                return Whole(raw.Text, 32) && raw.Kind == RawKind.Number ? RawJson.Number(raw.Text) : throw new TypeMismatchException(Words(raw, "int32", place), Words(raw, "int32", Root));
            case SchemaKind.Integer when raw.Kind == RawKind.Number && Whole(raw.Text, node.Format == "int32" ? 32 : 64):
                return RawJson.Number(raw.Text == "-0" ? "0" : raw.Text);
            case SchemaKind.Number when raw.Kind == RawKind.Number && double.IsFinite(double.Parse(raw.Text, CultureInfo.InvariantCulture)):
                return RawJson.Number(GoNumbers.Float(raw.Text));
            case SchemaKind.Boolean when raw.Kind == RawKind.Bool:
                return raw.Text == "true";
            default:
                return Mismatch(raw, node, place);
        }
    }

    /// <summary>Bytes are stored without line breaks.</summary>
    private JsonNode? Bytes(string text)
    {
        try
        {
            return Convert.ToBase64String(GoBase64.Decode(text));
        }
        catch (FormatException wrong)
        {
            _firstMismatch ??= new TypeMismatchException(wrong.Message);
            return null;
        }
    }

    private static JsonNode? Special(RawJson raw, SchemaNode node, Place place)
    {
        switch (node.TypeName)
        {
            case BuiltInSchemas.JsonSchema + "OrArray":
                return raw.Kind switch
                {
                    RawKind.Object => Schema(raw),
                    RawKind.Array => new JsonArray([.. raw.Items.Select(Schema)]),
                    _ => null,
                };
            case BuiltInSchemas.JsonSchema + "OrBool":
                return raw.Kind switch
                {
                    RawKind.Object => Schema(raw),
                    RawKind.Bool => raw.Text == "true",
                    _ => throw new TypeMismatchException("boolean or JSON schema expected"),
                };
            case BuiltInSchemas.JsonSchema + "OrStringArray":
                return raw.Kind switch
                {
                    RawKind.Object => Schema(raw),
                    RawKind.Array => raw.ToNode(),
                    _ => null,
                };
            default:
                return raw.ToNode(keepNumbers: true);
        }
    }

    /// <summary>A schema within a schema that may be something else: unknown fields go without a word, and places are told from here.</summary>
    private static JsonNode Schema(RawJson raw) => Decode(raw, BuiltInSchemas.Type(BuiltInSchemas.JsonSchema), "", null);

    private JsonNode? Mismatch(RawJson raw, SchemaNode node, Place place)
    {
        _firstMismatch ??= new TypeMismatchException(Words(raw, node.GoType ?? node.Kind.ToString(), place), Unconvertible(raw, node));
        return null;
    }

    private static string Unconvertible(RawJson raw, SchemaNode node)
    {
        var from = raw.Kind switch
        {
            RawKind.Number => Whole(raw.Text, 64) ? "int64" : "float64",
            RawKind.Array => "slice",
            RawKind.Object => "map",
            _ => raw.KindName,
        };
        return node.Kind switch
        {
            SchemaKind.Object => $"cannot restore struct from: {from}",
            SchemaKind.Map => $"cannot restore map from {from}",
            SchemaKind.List => $"cannot restore slice from {from}",
            SchemaKind.String when node.Format == "byte" => $"cannot restore slice from {from}",
            SchemaKind.String when from == "int64" => $"cannot convert int64 to {node.GoType}",
            SchemaKind.Integer or SchemaKind.Number when from is "int64" or "float64" => $"cannot convert {from} to {node.GoType}",
            SchemaKind.String => "unrecognized type: string",
            SchemaKind.Boolean => "unrecognized type: bool",
            _ => $"unrecognized type: {node.Format}",
        };
    }

    private static string Words(RawJson raw, string type, Place place)
    {
        var numeric = raw.Kind == RawKind.Number && (type.StartsWith("int", StringComparison.Ordinal) || type.StartsWith("float", StringComparison.Ordinal));
        var what = numeric ? $"number {raw.Text}" : raw.KindName;
        return place.Struct.Length == 0 && place.Path.Length == 0
            ? $"json: cannot unmarshal {what} into Go value of type {type}"
            : $"json: cannot unmarshal {what} into Go struct field {place.Struct}.{place.Path} of type {type}";
    }

    private static bool Whole(string literal, int bits) =>
        bits == 32 ? int.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string Short(SchemaNode node) => node.GoType is { } type ? type[(type.LastIndexOf('.') + 1)..] : "";

    private static void Set(JsonObject value, string name, JsonNode? member)
    {
        if (member is null)
        {
            value.Remove(name);
        }
        else if (!ReferenceEquals(value[name], member))
        {
            value[name] = member;
        }
    }
}
