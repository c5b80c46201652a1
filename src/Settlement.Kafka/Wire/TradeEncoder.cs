using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>Writes records of the trade feed, for feeders and tests.</summary>
public static class TradeEncoder
{
    /// <summary>The value of the Kafka record that says <paramref name="message"/>.</summary>
    public static byte[] Encode(TradeMessage message, TradeFormat format)
    {
        ArgumentNullException.ThrowIfNull(message);
        return format switch
        {
            TradeFormat.Json => EncodeJson(message),
            TradeFormat.Protobuf => EncodeProtobuf(message),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such trade format."),
        };
    }

    private static byte[] EncodeJson(TradeMessage message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence"u8, message.Sequence);
            json.WriteString("kind"u8, message.Kind.ToString());
            if (message.TradeId is not null)
                json.WriteString("tradeId"u8, message.TradeId);
            json.WriteString("tradingDay"u8, message.TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (message.Instrument is not null)
                json.WriteString("instrument"u8, message.Instrument);
            if (message.Price is { } price)
                json.WriteString("price"u8, price.ToString(CultureInfo.InvariantCulture));
            if (message.Count is { } count)
                json.WriteNumber("count"u8, count);
            json.WriteString("quantity"u8, message.Quantity.ToString(CultureInfo.InvariantCulture));
            if (message.ExecutedAt != 0)
                json.WriteNumber("executedAt"u8, message.ExecutedAt);
            WriteLeg(json, "buyer"u8, message.Buyer);
            WriteLeg(json, "seller"u8, message.Seller);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteLeg(Utf8JsonWriter json, ReadOnlySpan<byte> name, TradeLeg? leg)
    {
        if (leg is null)
            return;
        json.WriteStartObject(name);
        json.WriteString("participant"u8, leg.Participant);
        json.WriteString("account"u8, leg.Account);
        if (leg.Effect != PositionEffect.None)
            json.WriteString("effect"u8, leg.Effect.ToString());
        json.WriteEndObject();
    }

    private static byte[] EncodeProtobuf(TradeMessage message)
    {
        var writer = new ProtobufWriter();
        writer.WriteVarint(1, unchecked((ulong)message.Sequence));
        writer.WriteVarint(2, (ulong)message.Kind);
        writer.WriteText(3, message.TradeId);
        writer.WriteVarint(4, (ulong)TradingDays.ToNumber(message.TradingDay));
        writer.WriteText(5, message.Instrument);
        if (message.Price is { } price)
            writer.WriteMessage(6, EncodeDecimal(price));
        writer.WriteMessage(7, EncodeDecimal(message.Quantity));
        writer.WriteVarint(8, unchecked((ulong)message.ExecutedAt));
        if (message.Buyer is { } buyer)
            writer.WriteMessage(9, EncodeLeg(buyer));
        if (message.Seller is { } seller)
            writer.WriteMessage(10, EncodeLeg(seller));
        writer.WriteVarint(11, unchecked((ulong)(message.Count ?? 0)));
        return writer.ToArray();
    }

    private static ProtobufWriter EncodeLeg(TradeLeg leg)
    {
        var writer = new ProtobufWriter();
        writer.WriteText(1, leg.Participant);
        writer.WriteText(2, leg.Account);
        writer.WriteVarint(3, (ulong)leg.Effect);
        return writer;
    }

    private static ProtobufWriter EncodeDecimal(decimal value)
    {
        var units = (long)(value * (decimal)Domain.Money.PowerOfTen.Of(value.Scale));
        var writer = new ProtobufWriter();
        writer.WriteVarint(1, unchecked((ulong)((units << 1) ^ (units >> 63))));
        writer.WriteVarint(2, value.Scale);
        return writer;
    }
}
