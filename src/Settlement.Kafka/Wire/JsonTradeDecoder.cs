using System.Text.Json;

namespace Settlement.Kafka.Wire;

/// <summary>The JSON format. Unknown members are skipped; a member of null counts as absent.</summary>
internal sealed class JsonTradeDecoder : TradeDecoder
{
    internal static readonly JsonTradeDecoder Instance = new();

    private protected override string? Read(ReadOnlySpan<byte> value, Span<byte> scratch, ref RawTrade raw)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the record is not a JSON object";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (ReadMember(ref reader, ref scratch, ref raw) is { } fault)
                    return fault;
            }

            // The object has ended; this throws when more follows.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return $"the record is not JSON: {e.Message}";
        }
        catch (InvalidOperationException)
        {
            return "the record is not JSON: a text holds half of a surrogate pair, or bytes that are not UTF-8";
        }
    }

    private static string? ReadMember(scoped ref Utf8JsonReader reader, scoped ref Span<byte> scratch, ref RawTrade raw)
    {
        var field = FieldOf(ref reader);
        reader.Read();
        if (field == TradeField.None || reader.TokenType == JsonTokenType.Null)
        {
            reader.Skip();
            return null;
        }

        if ((raw.Present & field) != 0)
            return Fault.Twice(RawTradeCheck.NameOf(field));
        raw.Present |= field;
        return field switch
        {
            TradeField.Sequence => JsonMember.ReadInteger(ref reader, "sequence", out raw.Sequence),
            TradeField.Kind => JsonMember.ReadKind(ref reader, out raw.Kind),
            TradeField.TradeId => JsonMember.ReadText(ref reader, ref scratch, "tradeId", "", out raw.TradeId),
            TradeField.TradingDay => JsonMember.ReadDay(ref reader, ref scratch, out raw.TradingDay),
            TradeField.Instrument => JsonMember.ReadText(ref reader, ref scratch, "instrument", "", out raw.Instrument),
            TradeField.Price => JsonMember.ReadDecimal(ref reader, ref scratch, "price", out raw.Price.Text),
            TradeField.Quantity => JsonMember.ReadDecimal(ref reader, ref scratch, "quantity", out raw.Quantity.Text),
            TradeField.ExecutedAt => JsonMember.ReadInteger(ref reader, "executedAt", out raw.ExecutedAt),
            TradeField.Buyer => ReadLeg(ref reader, ref scratch, "buyer", ref raw.Buyer),
            TradeField.Seller => ReadLeg(ref reader, ref scratch, "seller", ref raw.Seller),
            _ => JsonMember.ReadInteger(ref reader, "count", out raw.Count),
        };
    }

    private static string? ReadLeg(scoped ref Utf8JsonReader reader, scoped ref Span<byte> scratch, string leg, ref RawLeg raw)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Fault.Of(leg, "is not an object");
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.ValueTextEquals("participant"u8) ? 1 : reader.ValueTextEquals("account"u8) ? 2 : reader.ValueTextEquals("effect"u8) ? 4 : 0;
            reader.Read();
            if (member == 0 || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            if ((seen & member) != 0)
                return Fault.Twice(leg + (member == 1 ? ".participant" : member == 2 ? ".account" : ".effect"));
            seen |= member;
            var fault = member switch
            {
                1 => JsonMember.ReadText(ref reader, ref scratch, leg, ".participant", out raw.Participant),
                2 => JsonMember.ReadText(ref reader, ref scratch, leg, ".account", out raw.Account),
                _ => JsonMember.ReadEffect(ref reader, leg, out raw.Effect),
            };
            if (fault is not null)
                return fault;
        }

        return null;
    }

    private static TradeField FieldOf(scoped ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("sequence"u8))
            return TradeField.Sequence;
        if (reader.ValueTextEquals("kind"u8))
            return TradeField.Kind;
        if (reader.ValueTextEquals("tradeId"u8))
            return TradeField.TradeId;
        if (reader.ValueTextEquals("tradingDay"u8))
            return TradeField.TradingDay;
        if (reader.ValueTextEquals("instrument"u8))
            return TradeField.Instrument;
        if (reader.ValueTextEquals("price"u8))
            return TradeField.Price;
        if (reader.ValueTextEquals("quantity"u8))
            return TradeField.Quantity;
        if (reader.ValueTextEquals("executedAt"u8))
            return TradeField.ExecutedAt;
        if (reader.ValueTextEquals("buyer"u8))
            return TradeField.Buyer;
        if (reader.ValueTextEquals("seller"u8))
            return TradeField.Seller;
        return reader.ValueTextEquals("count"u8) ? TradeField.Count : TradeField.None;
    }
}
