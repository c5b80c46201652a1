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
    /// <param name="body">The bytes.</param>
    /// <param name="format">Their encoding.</param>
    /// <param name="type">The kind.</param>
    /// <param name="validation">What is done about what it should not have.</param>
    /// <param name="warn">Takes what the client is told beside the answer, also beside a refusal.</param>
    /// <exception cref="StatusException">400: it is something else, or has too much and validation is strict.</exception>
    public static JsonObject Object(ReadOnlyMemory<byte> body, WireFormat format, ResourceType type, FieldValidation validation, Action<IEnumerable<string>> warn) =>
        Decode(body, format, BodyType.Of(type), validation, warn, (value, strict) => Prune(value, type, strict));

    /// <exception cref="StatusException">400: it is something else, or has too much and validation is strict.</exception>
    public static JsonObject Scale(ReadOnlyMemory<byte> body, WireFormat format, FieldValidation validation, Action<IEnumerable<string>> warn) =>
        Decode(body, format, ScaleType.Value, validation, warn, static (_, _) => { });

    /// <summary>The configuration of an apply, whose kind and fields are looked at when it is applied.</summary>
    /// <exception cref="StatusException">400: it is no YAML, or says something twice and validation is strict.</exception>
    public static JsonObject Applied(ReadOnlyMemory<byte> body, FieldValidation validation, Action<IEnumerable<string>> warn)
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

        warn(strict?.Warnings ?? []);
        return raw.ToNode() as JsonObject ?? [];
    }

    /// <summary>The options of a delete; a body that does not say what it is counts as such.</summary>
    /// <exception cref="StatusException">400: it is something else. It is said without the words about what it must be.</exception>
    public static JsonObject Options(ReadOnlyMemory<byte> body, WireFormat format)
    {
        try
        {
            return BodyDecoder.Decode(body.Span, Format(format), DeleteOptionsType.Value, null);
        }
        catch (StatusException e) when (e.Code == 400)
        {
            const string unrecognized = "the object provided is unrecognized (must be of type DeleteOptions): ";
            const string handled = " cannot be handled as a DeleteOptions: ";
            throw StatusException.BadRequest(e.Message.StartsWith(unrecognized, StringComparison.Ordinal)
                ? e.Message[unrecognized.Length..e.Message.LastIndexOf(" (", StringComparison.Ordinal)]
                : e.Message[(e.Message.IndexOf(handled, StringComparison.Ordinal) is >= 0 and var at ? at + handled.Length : 0)..]);
        }
    }

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
            EmbeddedMetadata.Decode(value, type, strict);
        }
    }

    private static JsonObject Decode(ReadOnlyMemory<byte> body, WireFormat format, BodyType type, FieldValidation validation, Action<IEnumerable<string>> warn, Action<JsonObject, StrictErrors> look)
    {
        if (format == WireFormat.Protobuf && type.IsCustom)
        {
            throw ContentType.Unsupported(["application/json", "application/yaml"]);
        }

        var strict = new StrictErrors();
        try
        {
            var value = BodyDecoder.Decode(body.Span, Format(format), type, strict);
            look(value, strict);
            return validation == FieldValidation.Strict && strict.Any ? throw BodyDecoder.Refusal(type, strict) : value;
        }
        finally
        {
            if (validation == FieldValidation.Warn)
            {
                warn(strict.Warnings);
            }
        }
    }

    private static BodyFormat Format(WireFormat format) => format switch
    {
        WireFormat.Yaml => BodyFormat.Yaml,
        WireFormat.Protobuf => BodyFormat.Protobuf,
        _ => BodyFormat.Json,
    };
}
