using System.Text.Json;

namespace Settlement.Domain.Reference;

/// <summary>Closing data as one canonical JSON document: equal data give equal bytes.</summary>
public static class ClosingDocument
{
    /// <summary>The document's bytes, UTF-8.</summary>
    public static byte[] Write(ClosingData closing)
    {
        ArgumentNullException.ThrowIfNull(closing);
        return JsonSerializer.SerializeToUtf8Bytes(closing, CanonicalJson.Options);
    }

    /// <summary>Reads a document that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static ClosingData Read(ReadOnlySpan<byte> document) =>
        JsonSerializer.Deserialize<ClosingData>(document, CanonicalJson.Options) ?? throw new JsonException("The closing document is null.");
}
