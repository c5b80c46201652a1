using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

/// <summary>Whole objects, lists and watch events as <c>application/vnd.kubernetes.protobuf</c>: four letters and an envelope that names the kind.</summary>
internal static class ProtobufCodec
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The type of an object by its kind and apiVersion, or null where it is not built in.</summary>
    public static SchemaNode? SchemaOf(JsonObject value)
    {
        var kind = value.Text("kind") ?? "";
        var apiVersion = (value.Text("apiVersion") ?? "").Split('/');
        return kind is "PartialObjectMetadata" or "PartialObjectMetadataList"
            ? BuiltInSchemas.Type(BuiltInSchemas.Meta + kind)
            : BuiltInSchemas.For(apiVersion.Length > 1 ? apiVersion[0] : "", apiVersion[^1], kind);
    }

    /// <summary>Encodes an object or a list of a built-in kind.</summary>
    /// <param name="value">The object; its kind and apiVersion go into the envelope.</param>
    /// <param name="schema">Its type; that of the list for a list.</param>
    public static ReadOnlyMemory<byte> Encode(JsonObject value, SchemaNode schema)
    {
        var writer = new ProtobufWriter();
        Envelope(writer, value, schema);
        return writer.Written;
    }

    /// <summary>Encodes one event of a watch, with the length of its frame before it.</summary>
    /// <param name="type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
    /// <param name="value">The object, or the Status of an error.</param>
    /// <param name="schema">Its type.</param>
    public static ReadOnlyMemory<byte> EncodeEvent(string type, JsonObject value, SchemaNode schema)
    {
        var writer = new ProtobufWriter();
        writer.Raw([0, 0, 0, 0]);
        writer.Text(1, type);
        var extension = writer.Begin(2);
        var raw = writer.Begin(1);
        Envelope(writer, value, schema);
        writer.End(raw);
        writer.End(extension);
        writer.Patch(0, (uint)(writer.Written.Length - 4));
        return writer.Written;
    }

    /// <summary>Takes the envelope off.</summary>
    /// <returns>apiVersion and kind, which may be empty, and where the message is in the body.</returns>
    /// <exception cref="ProtobufException">There is no envelope.</exception>
    public static (string ApiVersion, string Kind, Range Message) Open(ReadOnlySpan<byte> body)
    {
        if (body.Length == 0)
        {
            throw new ProtobufException("empty data");
        }

        if (!body.StartsWith(Magic))
        {
            throw new ProtobufException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        string apiVersion = "", kind = "";
        var message = 0..0;
        var reader = new ProtobufReader(body[Magic.Length..]);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                var type = new ProtobufReader(reader.Expect("TypeMeta"));
                while (type.Next())
                {
                    switch (type.Field)
                    {
                        case 1:
                            apiVersion = Encoding.UTF8.GetString(type.Expect("APIVersion"));
                            break;
                        case 2:
                            kind = Encoding.UTF8.GetString(type.Expect("Kind"));
                            break;
                    }
                }
            }
            else if (reader.Field == 2)
            {
                reader.Expect("Raw");
                message = (Magic.Length + reader.Position - reader.Bytes.Length)..(Magic.Length + reader.Position);
            }
        }

        return (apiVersion, kind, message);
    }

    private static void Envelope(ProtobufWriter writer, JsonObject value, SchemaNode schema)
    {
        writer.Raw(Magic);
        var type = writer.Begin(1);
        writer.Text(1, value.Text("apiVersion") ?? "");
        writer.Text(2, value.Text("kind") ?? "");
        writer.End(type);
        var raw = writer.Begin(2);
        ProtobufEncoder.Message(writer, value, schema);
        writer.End(raw);
        writer.Text(3, "");
        writer.Text(4, "");
    }
}
