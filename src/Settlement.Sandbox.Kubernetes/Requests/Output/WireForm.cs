using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Registry;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>Objects as bytes.</summary>
internal static class WireForm
{
    public static ReadOnlyMemory<byte> Encode(WireFormat format, JsonObject value) => format switch
    {
        WireFormat.Yaml => System.Text.Encoding.UTF8.GetBytes(YamlText.Of(value)),
        _ => ObjectForm.Serialize(value),
    };
}
