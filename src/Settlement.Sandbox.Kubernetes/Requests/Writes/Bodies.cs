using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>Decodes the bodies of writes.</summary>
internal static class Bodies
{
    /// <summary>An object of a kind.</summary>
    public static JsonObject Object(ReadOnlyMemory<byte> body, WireFormat format, ResourceType type, FieldValidation validation, out IReadOnlyList<string> warnings)
    {
        warnings = [];
        return BodyReader.ParseObject(body);
    }

    /// <summary>The configuration of an apply.</summary>
    public static JsonObject Applied(ReadOnlyMemory<byte> body, ResourceType type, WriteOptions options, out IReadOnlyList<string> warnings)
    {
        warnings = [];
        return BodyReader.ParseObject(body);
    }

    /// <summary>The options of a delete.</summary>
    public static JsonObject Options(ReadOnlyMemory<byte> body, WireFormat format) => BodyReader.ParseObject(body);

    /// <summary>A Scale.</summary>
    public static JsonObject Scale(ReadOnlyMemory<byte> body, WireFormat format, FieldValidation validation, out IReadOnlyList<string> warnings)
    {
        warnings = [];
        return BodyReader.ParseObject(body);
    }

    /// <summary>The body for something below an object.</summary>
    public static JsonObject Below(ReadOnlyMemory<byte> body, WireFormat format, ISubresource below) => BodyReader.ParseObject(body);
}
