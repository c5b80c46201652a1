using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>From the bytes in the store to an object of a kind and back. Objects are stored as they are written to clients, so that reading costs nothing.</summary>
internal static class ObjectForm
{
    /// <summary>An object of this kind that belongs to the caller: in this version, with defaults that came after it was written.</summary>
    public static JsonObject Read(ResourceType type, StoredObject stored)
    {
        var value = stored.Parse();
        if (!IsWrittenAs(type, stored.Utf8.Span))
        {
            value = type.FromStored?.Invoke(value) ?? value;
            value["apiVersion"] = type.ApiVersion;
            value["kind"] = type.Kind;
            BuiltInForm.Apply(value, type);
        }

        if (type.Strategy.DefaultsOnRead)
        {
            type.Strategy.Default(value);
        }

        return value;
    }

    /// <summary>The object as JSON in the form that clients of this kind get.</summary>
    public static ReadOnlyMemory<byte> Bytes(ResourceType type, StoredObject stored)
    {
        if (ReferenceEquals(stored.Form?.Type, type))
        {
            return stored.Form.Utf8;
        }

        var utf8 = type.Strategy.DefaultsOnRead || !IsWrittenAs(type, stored.Utf8.Span) ? Encode(type, Read(type, stored)) : stored.Utf8;
        // Most often nothing is added on reading; then one copy is enough.
        utf8 = utf8.Span.SequenceEqual(stored.Utf8.Span) ? stored.Utf8 : utf8;
        stored.Form = new StoredForm(type, utf8);
        return utf8;
    }

    /// <summary>The bytes of an object, members in the order of its kind.</summary>
    public static ReadOnlyMemory<byte> Encode(ResourceType type, JsonObject value) => Serialize(MemberOrder.Of(type, value));

    public static ReadOnlyMemory<byte> Serialize(JsonNode value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Json.Compact.Encoder, MaxDepth = 256, SkipValidation = true }))
        {
            value.WriteTo(writer, Json.Compact);
        }

        return buffer.WrittenMemory.ToArray();
    }

    public static void SetVersion(JsonObject value, long version) => value.Metadata()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The bytes with which every object of this kind begins.</summary>
    public static string Start(ResourceType type) =>
        type.IsCustom ? $"{{\"apiVersion\":\"{type.ApiVersion}\"," : $"{{\"kind\":\"{type.Kind}\",\"apiVersion\":\"{type.ApiVersion}\",";

    private static bool IsWrittenAs(ResourceType type, ReadOnlySpan<byte> utf8)
    {
        Span<byte> expected = stackalloc byte[512];
        return Encoding.UTF8.TryGetBytes(Start(type), expected, out var length) && utf8.StartsWith(expected[..length]);
    }
}
