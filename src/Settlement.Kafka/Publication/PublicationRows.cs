using System.Globalization;
using System.Text;
using System.Text.Json;
using Settlement.Domain.Settle;

namespace Settlement.Kafka.Publication;

/// <summary>A record that is ready to be sent.</summary>
internal readonly record struct OutgoingRow(string Topic, byte[] Key, byte[] Value);

/// <summary>
/// The rows of a result as JSON objects, decimals as strings of their shortest exact form: equal results give equal bytes. Every row
/// names its run.
/// </summary>
internal static class PublicationRows
{
    /// <summary>All rows, and the marker last: the topic of the markers is shared by all runs, so it is held in doubt as briefly as can be.</summary>
    internal static List<OutgoingRow> Of(SettlementResult result, RevisionDifference? difference, PublicationTopics topics)
    {
        var rows = new List<OutgoingRow>(result.Prices.Count + result.Positions.Count + result.Funds.Count + result.Deliveries.Count + result.Journal.Count + (difference?.Rows.Count ?? 0) + 1);
        foreach (var row in result.Prices)
            rows.Add(Row(topics.Prices, row.Instrument, result.Key, json => PublishedFields.Write(json, row)));
        foreach (var row in result.Positions)
            rows.Add(Row(topics.Positions, $"{row.Participant}/{row.Account}|{row.Instrument}", result.Key, json => PublishedFields.Write(json, row)));
        foreach (var row in result.Funds)
            rows.Add(Row(topics.Funds, $"{row.Participant}/{row.Account}|{row.Currency}", result.Key, json => PublishedFields.Write(json, row)));
        foreach (var row in result.Deliveries)
            rows.Add(Row(topics.Deliveries, $"{row.Participant}|{row.Instrument}", result.Key, json => PublishedFields.Write(json, row)));
        foreach (var row in result.Journal)
            rows.Add(Row(topics.Journal, $"{row.Account}|{row.Instrument}|{row.Kind}", result.Key, json => PublishedFields.Write(json, row)));
        foreach (var row in difference?.Rows ?? [])
            rows.Add(Row(topics.Differences, $"{row.Kind}|{row.Key}|{row.Column}", result.Key, json => PublishedFields.Write(json, row)));
        rows.Add(Row(topics.Runs, RunMarker.KeyOf(result.Key), result.Key, json => RunMarker.Write(json, result, difference, topics)));
        return rows;
    }

    private static OutgoingRow Row(string topic, string key, RunKey run, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("market"u8, run.Market);
            json.WriteString("tradingDay"u8, run.TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("revision"u8, run.Revision);
            write(json);
            json.WriteEndObject();
        }

        return new OutgoingRow(topic, Encoding.UTF8.GetBytes(key), buffer.ToArray());
    }
}
