using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>Decodes the bodies of writes. What they should not have is warned of, refused or passed over, as the request says.</summary>
internal static class Bodies
{
    private static readonly Lazy<BodyType> ScaleType = new(() => BodyType.BuiltIn("autoscaling", "v1", "Scale"));
    private static readonly Lazy<BodyType> DeleteOptionsType = new(() => BodyType.BuiltIn("", "v1", "DeleteOptions"));

    /// <summary>An object of a kind. Of custom resources what the schema does not know has been dropped.</summary>
    /// <exception cref="StatusException">400: it is something else, or has too much and validation is strict.</exception>
    public static JsonObject Object(ReadOnlyMemory<byte> body, WireFormat format, ResourceType type, FieldValidation validation, out IReadOnlyList<string> warnings)
    {
        var strict = validation == FieldValidation.Ignore ? null : new StrictErrors();
        var decoded = Decode(body, format, BodyType.Of(type), strict);
        Prune(decoded, type, strict);
        return Checked(decoded, BodyType.Of(type), validation, strict, out warnings);
    }

    /// <exception cref="StatusException">400: it is something else, or has too much and validation is strict.</exception>
    public static JsonObject Scale(ReadOnlyMemory<byte> body, WireFormat format, FieldValidation validation, out IReadOnlyList<string> warnings)
    {
        var strict = validation == FieldValidation.Ignore ? null : new StrictErrors();
        var decoded = Decode(body, format, ScaleType.Value, strict);
        return Checked(decoded, ScaleType.Value, validation, strict, out warnings);
    }

    /// <summary>The configuration of an apply, whose kind and fields are looked at when it is applied.</summary>
    /// <exception cref="StatusException">400: it is no YAML, or says something twice and validation is strict.</exception>
    public static JsonObject Applied(ReadOnlyMemory<byte> body, FieldValidation validation, out IReadOnlyList<string> warnings)
    {
        var strict = validation == FieldValidation.Ignore ? null : new StrictErrors();
        RawJson raw;
        try
        {
            raw = YamlText.Read(System.Text.Encoding.UTF8.GetString(body.Span), strict);
        }
        catch (JsonSyntaxException e)
        {
            throw StatusException.BadRequest($"error decoding YAML: error converting YAML to JSON: {e.Message}");
        }

        if (raw.Kind is not (RawKind.Object or RawKind.Null))
        {
            throw StatusException.BadRequest($"error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {raw.KindName} into Go value of type map[string]interface {{}}");
        }

        if (validation == FieldValidation.Strict && strict!.Any)
        {
            throw StatusException.BadRequest($"error strict decoding YAML: {strict.Message}");
        }

        warnings = strict is null ? [] : [.. strict.Warnings];
        return raw.ToNode() as JsonObject ?? [];
    }

    /// <summary>The options of a delete; a body that does not say what it is counts as such.</summary>
    /// <exception cref="StatusException">400: it is something else.</exception>
    public static JsonObject Options(ReadOnlyMemory<byte> body, WireFormat format) =>
        BodyDecoder.Decode(body.Span, Format(format), DeleteOptionsType.Value, null);

    /// <summary>The body for something below an object.</summary>
    /// <exception cref="StatusException">400: it is something else.</exception>
    public static JsonObject Below(ReadOnlyMemory<byte> body, WireFormat format, ISubresource below) => below.Schema is { } schema
        ? BodyDecoder.Decode(body.Span, Format(format), new BodyType(below.Body.Group, below.Body.Version, below.Body.Kind, schema, false), null)
        : BodyReader.ParseObject(body);

    /// <summary>Drops from a custom resource what its schema does not know, and notes it.</summary>
    public static void Prune(JsonObject value, ResourceType type, StrictErrors? strict)
    {
        if (type.IsCustom)
        {
            var unknown = new List<string>();
            Pruning.Prune(value, type.Schema, unknown);
            unknown.ForEach(path => strict?.Unknown(path));
        }
    }

    private static JsonObject Decode(ReadOnlyMemory<byte> body, WireFormat format, BodyType type, StrictErrors? strict) =>
        format == WireFormat.Protobuf && type.IsCustom
            ? throw ContentType.Unsupported(["application/json", "application/yaml"])
            : BodyDecoder.Decode(body.Span, Format(format), type, strict);

    private static JsonObject Checked(JsonObject value, BodyType type, FieldValidation validation, StrictErrors? strict, out IReadOnlyList<string> warnings)
    {
        if (validation == FieldValidation.Strict && strict!.Any)
        {
            throw BodyDecoder.Refusal(type, strict);
        }

        warnings = strict is null ? [] : [.. strict.Warnings];
        return value;
    }

    private static BodyFormat Format(WireFormat format) => format switch
    {
        WireFormat.Yaml => BodyFormat.Yaml,
        WireFormat.Protobuf => BodyFormat.Protobuf,
        _ => BodyFormat.Json,
    };
}
