using System.Security.Cryptography;
using System.Text.Json;

namespace Settlement.Domain.Reference;

/// <summary>Frozen reference data as one canonical JSON document: equal data give equal bytes.</summary>
public static class ReferenceDocument
{
    /// <summary>The document's bytes, UTF-8.</summary>
    public static byte[] Write(ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return JsonSerializer.SerializeToUtf8Bytes(new Content(data.Market, data.TradingDay, [.. data.Instruments], [.. data.Accounts], [.. data.Openings], [.. data.Funds], data.Fees), CanonicalJson.Options);
    }

    /// <summary>Reads a document that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ReferenceException">The content contradicts itself.</exception>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static ReferenceData Read(ReadOnlySpan<byte> document)
    {
        var content = JsonSerializer.Deserialize<Content>(document, CanonicalJson.Options) ?? throw new JsonException("The reference document is null.");
        return new ReferenceData(content.Market, content.TradingDay, content.Instruments, content.Accounts, content.Openings, content.Funds, content.Fees);
    }

    /// <summary>SHA-256 of a document, lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document));

    private sealed record Content(string Market, DateOnly TradingDay, Instrument[] Instruments, Account[] Accounts, Opening[] Openings, OpeningFunds[]? Funds, FeeTable? Fees);
}
