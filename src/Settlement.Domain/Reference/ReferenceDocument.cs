using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Settlement.Domain.Reference;

/// <summary>Frozen reference data as one canonical JSON document: equal data give equal bytes.</summary>
public static class ReferenceDocument
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The document's bytes, UTF-8.</summary>
    public static byte[] Write(ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return JsonSerializer.SerializeToUtf8Bytes(new Content(data.Market, data.TradingDay, [.. data.Instruments], [.. data.Accounts], [.. data.Openings]), Json);
    }

    /// <summary>Reads a document that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ReferenceException">The content contradicts itself.</exception>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static ReferenceData Read(ReadOnlySpan<byte> document)
    {
        var content = JsonSerializer.Deserialize<Content>(document, Json) ?? throw new JsonException("The reference document is null.");
        return new ReferenceData(content.Market, content.TradingDay, content.Instruments, content.Accounts, content.Openings);
    }

    /// <summary>SHA-256 of a document, lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document));

    private sealed record Content(string Market, DateOnly TradingDay, Instrument[] Instruments, Account[] Accounts, Opening[] Openings);
}
