using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Schemas.Protobuf;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>Objects as bytes.</summary>
internal static class WireForm
{
    public static ReadOnlyMemory<byte> Encode(WireFormat format, JsonObject value) => format switch
    {
        WireFormat.Yaml => System.Text.Encoding.UTF8.GetBytes(YamlText.Of(value)),
        WireFormat.Protobuf => ProtobufCodec.Encode(value, SchemaOf(value)),
        _ => ObjectForm.Serialize(value),
    };

    /// <summary>One event of a watch in Protobuf, with the length of its frame.</summary>
    public static ReadOnlyMemory<byte> ProtobufEvent(string kind, JsonObject value) => ProtobufCodec.EncodeEvent(kind, value, SchemaOf(value));

    private static SchemaNode SchemaOf(JsonObject value) => ProtobufCodec.SchemaOf(value) ?? throw Negotiation.NotAcceptable();
}
