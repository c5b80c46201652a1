using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Settle;

namespace Settlement.Kafka.Publication;

/// <summary>The record on the runs topic that says that a run is published, and which result.</summary>
internal static class RunMarker
{
    /// <summary>market|day|revision.</summary>
    internal static string KeyOf(RunKey run) =>
        FormattableString.Invariant($"{run.Market}|") + run.TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + FormattableString.Invariant($"|{run.Revision}");

    /// <summary>What the marker says beside market, trading day and revision.</summary>
    internal static void Write(Utf8JsonWriter json, SettlementResult result, RevisionDifference? difference, PublicationTopics topics)
    {
        json.WriteString("digest"u8, result.Digest);
        if (difference is not null)
        {
            json.WriteNumber("previousRevision"u8, difference.Before.Revision);
            json.WriteString("previousDigest"u8, difference.BeforeDigest);
        }

        json.WriteString("referenceHash"u8, result.ReferenceHash);
        json.WriteString("closingHash"u8, result.ClosingHash);
        json.WriteNumber("tradeCount"u8, result.TradeCount);
        json.WriteNumber("bustCount"u8, result.BustCount);
        json.WriteStartObject("rows"u8);
        json.WriteNumber(topics.Prices, result.Prices.Count);
        json.WriteNumber(topics.Positions, result.Positions.Count);
        json.WriteNumber(topics.Funds, result.Funds.Count);
        json.WriteNumber(topics.Deliveries, result.Deliveries.Count);
        json.WriteNumber(topics.Journal, result.Journal.Count);
        if (difference is not null)
            json.WriteNumber(topics.Differences, difference.Rows.Count);
        json.WriteEndObject();
    }

    /// <summary>The digest in a marker; null when it is not one.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static string? DigestOf(ReadOnlyMemory<byte> value)
    {
        using var document = JsonDocument.Parse(value);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("digest"u8, out var digest) && digest.ValueKind == JsonValueKind.String
            ? digest.GetString()
            : null;
    }
}
