using System.Globalization;
using System.Text;
using System.Text.Json;
using Settlement.Domain.Money;
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
    internal static List<OutgoingRow> Of(SettlementResult result, PublicationTopics topics)
    {
        var rows = new List<OutgoingRow>(result.Prices.Count + result.Positions.Count + result.Journal.Count + 1);
        foreach (var row in result.Prices)
            rows.Add(Row(topics.Prices, row.Instrument, result.Key, json => Write(json, row)));
        foreach (var row in result.Positions)
            rows.Add(Row(topics.Positions, $"{row.Participant}/{row.Account}|{row.Instrument}", result.Key, json => Write(json, row)));
        foreach (var row in result.Journal)
            rows.Add(Row(topics.Journal, $"{row.Account}|{row.Instrument}|{row.Kind}", result.Key, json => Write(json, row)));
        rows.Add(Row(topics.Runs, RunMarker.KeyOf(result.Key), result.Key, json => RunMarker.Write(json, result, topics)));
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

    private static void Write(Utf8JsonWriter json, PriceRow row)
    {
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("currency"u8, row.Currency);
        Write(json, "price"u8, row.Price);
        json.WriteString("tier"u8, row.Tier.ToString());
        Write(json, "unrounded"u8, row.Unrounded);
        json.WriteNumber("evidenceTrades"u8, row.EvidenceTrades);
        Write(json, "evidenceVolume"u8, row.EvidenceVolume);
        json.WriteNumber("trades"u8, row.Trades);
        Write(json, "volume"u8, row.Volume);
        Write(json, "openInterest"u8, row.OpenInterest);
    }

    private static void Write(Utf8JsonWriter json, PositionRow row)
    {
        json.WriteString("participant"u8, row.Participant);
        json.WriteString("account"u8, row.Account);
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("currency"u8, row.Currency);
        Write(json, "opening"u8, row.Opening);
        Write(json, "bought"u8, row.Bought);
        Write(json, "sold"u8, row.Sold);
        Write(json, "closing"u8, row.Closing);
        Write(json, "boughtValue"u8, row.BoughtValue);
        Write(json, "soldValue"u8, row.SoldValue);
        Write(json, "closeProfit"u8, row.CloseProfit);
        Write(json, "positionProfit"u8, row.PositionProfit);
        Write(json, "dayProfit"u8, row.DayProfit);
    }

    private static void Write(Utf8JsonWriter json, JournalRow row)
    {
        json.WriteString("account"u8, row.Account);
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("kind"u8, row.Kind.ToString());
        json.WriteString("currency"u8, row.Currency);
        Write(json, "debit"u8, row.Debit);
        Write(json, "credit"u8, row.Credit);
    }

    // Dividing by a one of 28 decimals takes the trailing zeros off, whichever way the number came.
    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal value) =>
        json.WriteString(name, (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Amount value) => json.WriteString(name, value.ToString());
}
