using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>The Protobuf format, read by hand: the generated code would allocate a message and its strings for every trade.</summary>
internal sealed class ProtobufTradeDecoder : TradeDecoder
{
    internal static readonly ProtobufTradeDecoder Instance = new();

    private const string Malformed = "the record is not a settlement.v1.TradeRecord: its bytes end in the middle of a field, or are no Protobuf";

    private static readonly TradeField[] Fields =
    [
        TradeField.None, TradeField.Sequence, TradeField.Kind, TradeField.TradeId, TradeField.TradingDay, TradeField.Instrument, TradeField.Price,
        TradeField.Quantity, TradeField.ExecutedAt, TradeField.Buyer, TradeField.Seller, TradeField.Count,
    ];

    private protected override string? Read(ReadOnlySpan<byte> value, Span<byte> scratch, ref RawTrade raw)
    {
        var reader = new ProtobufReader(value);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            if (number >= Fields.Length)
            {
                if (!reader.TrySkip(wireType))
                    return Malformed;
                continue;
            }

            var field = Fields[number];
            if ((raw.Present & field) != 0)
                return Fault.Twice(RawTradeCheck.NameOf(field));
            raw.Present |= field;
            if (ReadField(ref reader, field, wireType, ref raw) is { } fault)
                return fault;
        }

        if (!reader.IsAtEnd)
            return Malformed;

        // A scalar of zero is not written, so an absent one is zero; whether zero is allowed is for the check of the values.
        raw.Present |= TradeField.Sequence | TradeField.ExecutedAt | TradeField.Count;
        return null;
    }

    private static string? ReadField(ref ProtobufReader reader, TradeField field, WireType wireType, ref RawTrade raw)
    {
        var expected = field is TradeField.Sequence or TradeField.Kind or TradeField.TradingDay or TradeField.ExecutedAt or TradeField.Count
            ? WireType.Varint
            : WireType.LengthDelimited;
        if (wireType != expected)
            return WrongType(RawTradeCheck.NameOf(field), wireType);
        ReadOnlySpan<byte> bytes = default;
        ulong number = 0;
        if (expected == WireType.Varint ? !reader.TryReadVarint(out number) : !reader.TryReadBytes(out bytes))
            return Malformed;
        switch (field)
        {
            case TradeField.Sequence:
                raw.Sequence = unchecked((long)number);
                return null;
            case TradeField.Kind:
                raw.Kind = (TradeKind)(byte)Math.Min(number, byte.MaxValue);
                return number is >= 1 and <= 3 ? null : Fault.Of("kind", $"{number} is none of KIND_TRADE (1), KIND_BUST (2), KIND_END_OF_SESSION (3)");
            case TradeField.TradeId:
                raw.TradeId = bytes;
                return null;
            case TradeField.TradingDay:
                return TradingDays.TryFromNumber(unchecked((long)number), out raw.TradingDay)
                    ? null
                    : Fault.Of("tradingDay", FormattableString.Invariant($"{unchecked((long)number)} is not a date as in 20131008"));
            case TradeField.Instrument:
                raw.Instrument = bytes;
                return null;
            case TradeField.Price:
                return ReadDecimal(bytes, "price", ref raw.Price);
            case TradeField.Quantity:
                return ReadDecimal(bytes, "quantity", ref raw.Quantity);
            case TradeField.ExecutedAt:
                raw.ExecutedAt = unchecked((long)number);
                return null;
            case TradeField.Buyer:
                return ReadLeg(bytes, "buyer", ref raw.Buyer);
            case TradeField.Seller:
                return ReadLeg(bytes, "seller", ref raw.Seller);
            default:
                raw.Count = unchecked((long)number);
                return null;
        }
    }

    private static string? ReadDecimal(ReadOnlySpan<byte> bytes, string field, ref RawDecimal raw)
    {
        var reader = new ProtobufReader(bytes);
        int seen = 0;
        while (reader.TryReadTag(out var number, out var wireType))
        {
            if (number > 2)
            {
                if (!reader.TrySkip(wireType))
                    return Malformed;
                continue;
            }

            var member = number == 1 ? ".units" : ".scale";
            if (wireType != WireType.Varint)
                return WrongType(field + member, wireType);
            if ((seen & number) != 0)
                return Fault.Twice(field + member);
            if (!reader.TryReadVarint(out var value))
                return Malformed;
            seen |= (int)number;
            if (number == 1)
                raw.Units = ProtobufReader.ZigZag(value);
            else
                raw.Scale = (uint)Math.Min(value, uint.MaxValue);
        }

        return reader.IsAtEnd ? null : Malformed;
    }

    private static string? ReadLeg(ReadOnlySpan<byte> bytes, string leg, ref RawLeg raw)
    {
        var reader = new ProtobufReader(bytes);
        int seen = 0;
        while (reader.TryReadTag(out var number, out var wireType))
        {
            if (number > 3)
            {
                if (!reader.TrySkip(wireType))
                    return Malformed;
                continue;
            }

            if (wireType != (number == 3 ? WireType.Varint : WireType.LengthDelimited))
                return WrongType(leg + LegMember(number), wireType);
            if ((seen & (1 << (int)number)) != 0)
                return Fault.Twice(leg + LegMember(number));
            seen |= 1 << (int)number;
            ulong effect = 0;
            if (number switch
            {
                1 => !reader.TryReadBytes(out raw.Participant),
                2 => !reader.TryReadBytes(out raw.Account),
                _ => !reader.TryReadVarint(out effect),
            })
            {
                return Malformed;
            }

            if (effect > 3)
                return Fault.Of(leg + ".effect", $"{effect} is none of EFFECT_OPEN (1), EFFECT_CLOSE (2), EFFECT_CLOSE_TODAY (3)");
            if (number == 3)
                raw.Effect = (PositionEffect)(byte)effect;
        }

        return reader.IsAtEnd ? null : Malformed;
    }

    private static string LegMember(uint number) => number switch { 1 => ".participant", 2 => ".account", _ => ".effect" };

    private static string WrongType(string field, WireType wireType) => Fault.Of(field, $"has the wire type {(int)wireType} of another type");
}
