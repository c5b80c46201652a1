using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas.Protobuf;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>Decodes the bodies of requests. Refusals are in the words of the machinery.</summary>
internal static class BodyDecoder
{
    private const int ShownBytes = 30;

    private static readonly JsonSerializerOptions HtmlSafe = new() { Encoder = JavaScriptEncoder.Default, MaxDepth = 256 };

    /// <summary>
    /// Decodes a body. Built-in kinds: unknown fields and nulls are dropped, kind and apiVersion are filled in. Custom resources: metadata likewise; the rest is as it was sent, not pruned,
    /// members sorted; the kind has not been checked.
    /// </summary>
    /// <param name="body">The bytes.</param>
    /// <param name="format">Their encoding.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="strict">Takes unknown and duplicate fields, also when the version is refused; null: they are not of interest.</param>
    /// <exception cref="StatusException">400: it is something else.</exception>
    public static JsonObject Decode(ReadOnlySpan<byte> body, BodyFormat format, BodyType type, StrictErrors? strict)
    {
        if (format == BodyFormat.Protobuf)
        {
            return FromProtobuf(body, type);
        }

        try
        {
            // What was found counts only once the body could be decoded.
            var found = new StrictErrors();
            var raw = Read(body, format, found);
            var (apiVersion, kind) = Identity(raw);
            if (apiVersion.Count(c => c == '/') > 1)
            {
                throw new JsonSyntaxException($"unexpected GroupVersion string: {apiVersion}");
            }

            var value = type.IsCustom ? Custom(raw, apiVersion, kind, type, found, body, format) : BuiltIn(raw, apiVersion, kind, type, found);
            strict?.Add(found);
            return type.IsCustom ? OfVersion(value, apiVersion, type, strict) : value;
        }
        catch (JsonSyntaxException wrong)
        {
            throw Unrecognized(type, wrong.Message, body);
        }
    }

    /// <summary>Decodes an object once more after a patch, so that it has the form of its kind.</summary>
    /// <param name="value">The object.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="strict">Takes the paths of unknown fields; null: they are not of interest.</param>
    /// <exception cref="TypeMismatchException">It is of another kind, or a value has the wrong type.</exception>
    public static JsonObject Retype(JsonObject value, BodyType type, StrictErrors? strict)
    {
        var raw = JsonText.Read(JsonSerializer.SerializeToUtf8Bytes(value, Json.Compact));
        if (type.IsCustom)
        {
            return CustomObject(raw, strict);
        }

        var (apiVersion, kind) = (value.Text("apiVersion") is { Length: > 0 } given ? given : type.ApiVersion, value.Text("kind") is { Length: > 0 } own ? own : type.Kind);
        var (group, version) = Split(apiVersion);
        var schema = Find(group, version, kind, type) ?? throw new TypeMismatchException(Unregistered(group, version, kind));
        var typed = TypedDecoder.Decode(raw, schema, "", strict);
        if (!ReferenceEquals(schema, type.Schema))
        {
            throw new TypeMismatchException(Unconvertible(kind, type));
        }

        typed["kind"] = type.Kind;
        typed["apiVersion"] = type.ApiVersion;
        return typed;
    }

    /// <summary>Refuses what was said too much or twice, as strict validation does.</summary>
    public static StatusException Refusal(BodyType type, StrictErrors strict) => Handled(type, type.Kind, type.Version, strict.Message);

    private static JsonObject FromProtobuf(ReadOnlySpan<byte> body, BodyType type)
    {
        if (type.IsCustom)
        {
            throw new StatusException(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
        }

        (string, string Kind, string Version)? identity = null;
        try
        {
            var (apiVersion, kind, message) = ProtobufCodec.Open(body);
            var (schema, ownKind, version) = SchemaOf(apiVersion, kind, type);
            identity = (apiVersion, ownKind, version);
            return Checked(ProtobufDecoder.Message(body[message], schema), schema, ownKind, version, type);
        }
        catch (Exception wrong) when (wrong is ProtobufException or FormatException)
        {
            throw identity is ({ }, var kind, var version) ? Handled(type, kind, version, wrong.Message) : Unrecognized(type, wrong.Message, body);
        }
    }

    private static RawJson Read(ReadOnlySpan<byte> body, BodyFormat format, StrictErrors? strict)
    {
        if (format == BodyFormat.Yaml)
        {
            return YamlText.Read(Encoding.UTF8.GetString(body), strict);
        }

        try
        {
            return JsonText.Read(body);
        }
        catch (JsonSyntaxException wrong)
        {
            throw NoIdentity(wrong.Message);
        }
    }

    private static (string ApiVersion, string Kind) Identity(RawJson raw)
    {
        if (raw.Kind is not (RawKind.Object or RawKind.Null))
        {
            throw NoIdentity($$"""json: cannot unmarshal {{raw.KindName}} into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }""");
        }

        string Text(string name) => raw.Member(name) switch
        {
            null or { Kind: RawKind.Null } => "",
            { Kind: RawKind.String } text => text.Text,
            var other => throw NoIdentity($"json: cannot unmarshal {other.KindName} into Go struct field .{name} of type string"),
        };
        return (Text("apiVersion"), Text("kind"));
    }

    private static JsonObject BuiltIn(RawJson raw, string apiVersion, string kind, BodyType type, StrictErrors? strict)
    {
        var (schema, ownKind, version) = SchemaOf(apiVersion, kind, type);
        try
        {
            return Checked(TypedDecoder.Decode(raw, schema, "", strict), schema, ownKind, version, type);
        }
        catch (TypeMismatchException wrong)
        {
            throw Handled(type, ownKind, version, wrong.Message);
        }
    }

    /// <summary>The type that the body says it is, which need not be the one it must be.</summary>
    private static (SchemaNode Schema, string Kind, string Version) SchemaOf(string apiVersion, string kind, BodyType type)
    {
        var (group, version) = apiVersion.Length == 0 ? (type.Group, type.Version) : Split(apiVersion);
        kind = kind.Length == 0 ? type.Kind : kind;
        return Find(group, version, kind, type) is { } schema ? (schema, kind, version) : throw Handled(type, kind, version, Unregistered(group, version, kind));
    }

    private static SchemaNode? Find(string group, string version, string kind, BodyType type) =>
        kind == type.Kind && version == type.Version && group == type.Group ? type.Schema : BuiltInSchemas.For(group, version, kind);

    private static string Unregistered(string group, string version, string kind) =>
        $"no kind \"{kind}\" is registered for version \"{(group.Length == 0 ? version : $"{group}/{version}")}\" in scheme \"pkg/runtime/scheme.go:111\"";

    private static string Unconvertible(string kind, BodyType type) => $"converting (v1.{kind}) to (v1.{type.Kind}): unknown conversion";

    private static JsonObject Checked(JsonObject value, SchemaNode schema, string kind, string version, BodyType type)
    {
        if (!ReferenceEquals(schema, type.Schema))
        {
            throw Handled(type, kind, version, Unconvertible(kind, type));
        }

        value["kind"] = type.Kind;
        value["apiVersion"] = type.ApiVersion;
        return value;
    }

    private static JsonObject Custom(RawJson raw, string apiVersion, string kind, BodyType type, StrictErrors? strict, ReadOnlySpan<byte> body, BodyFormat format)
    {
        if (kind.Length == 0)
        {
            var shown = format == BodyFormat.Json ? Encoding.UTF8.GetString(body) : AsJson(raw);
            throw Unrecognized(type, $"Object 'Kind' is missing in '{shown}'", body);
        }

        try
        {
            return CustomObject(raw, strict);
        }
        catch (TypeMismatchException wrong)
        {
            throw Handled(type, kind, Split(apiVersion.Length == 0 ? type.ApiVersion : apiVersion).Version, wrong.Message);
        }
    }

    /// <summary>Refuses a custom resource of another version, of which nothing is known.</summary>
    private static JsonObject OfVersion(JsonObject value, string apiVersion, BodyType type, StrictErrors? strict)
    {
        if (apiVersion == type.ApiVersion)
        {
            return value;
        }

        if (apiVersion.Length > 0)
        {
            foreach (var name in value.Select(m => m.Key).Where(n => n is not ("apiVersion" or "kind" or "metadata")))
            {
                strict?.Unknown(name);
            }
        }

        throw StatusException.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({type.ApiVersion})");
    }

    /// <summary>A custom resource: duplicate members anywhere, unknown fields in metadata.</summary>
    private static JsonObject CustomObject(RawJson raw, StrictErrors? strict)
    {
        if (strict is not null)
        {
            Duplicates(raw, "", strict);
        }

        var value = (JsonObject)raw.ToNode(keepNumbers: true)!;
        if (value["metadata"] is { } metadata)
        {
            BuiltInForm.Sort(metadata);
            var sorted = JsonText.Read(JsonSerializer.SerializeToUtf8Bytes(metadata, Json.Compact));
            var fields = TypedDecoder.Decode(sorted, BuiltInSchemas.ObjectMeta, "metadata", strict);
            BuiltInForm.Apply(fields, BuiltInSchemas.ObjectMeta);
            value["metadata"] = fields;
        }
        else
        {
            value.Remove("metadata");
        }

        BuiltInForm.Sort(value);
        return value;
    }

    /// <summary>Tells members that are written twice, at any depth.</summary>
    public static void Duplicates(RawJson raw, StrictErrors strict) => Duplicates(raw, "", strict);

    private static void Duplicates(RawJson raw, string path, StrictErrors strict)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, member) in raw.Members)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!seen.Add(name))
            {
                strict.Duplicate(at);
            }

            Duplicates(member, at, strict);
        }

        for (var i = 0; i < raw.Items.Count; i++)
        {
            Duplicates(raw.Items[i], $"{path}[{i}]", strict);
        }
    }

    private static (string Group, string Version) Split(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    private static string AsJson(RawJson raw)
    {
        var node = raw.ToNode();
        BuiltInForm.Sort(node);
        return node?.ToJsonString(HtmlSafe) ?? "null";
    }

    private static StatusException Handled(BodyType type, string kind, string version, string message) =>
        StatusException.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {type.Kind}: {message}");

    private static StatusException Unrecognized(BodyType type, string message, ReadOnlySpan<byte> body) =>
        StatusException.BadRequest($"the object provided is unrecognized (must be of type {type.Kind}): {message} ({Summary(body)})");

    private static JsonSyntaxException NoIdentity(string message) => new("couldn't get version/kind; json parse error: " + message);

    private static string Summary(ReadOnlySpan<byte> body)
    {
        var shown = body.Length > ShownBytes ? body[..ShownBytes] : body;
        var text = body.Length == 0 ? "<empty>" : body[0] == '{' ? Encoding.UTF8.GetString(shown) : Convert.ToHexStringLower(shown);
        return body.Length > ShownBytes ? text + " ..." : text;
    }
}
