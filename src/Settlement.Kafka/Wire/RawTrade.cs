using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>Members of a record of the feed; a record names each at most once.</summary>
[Flags]
internal enum TradeField
{
    None = 0,
    Sequence = 1 << 0,
    Kind = 1 << 1,
    TradeId = 1 << 2,
    TradingDay = 1 << 3,
    Instrument = 1 << 4,
    Price = 1 << 5,
    Quantity = 1 << 6,
    ExecutedAt = 1 << 7,
    Buyer = 1 << 8,
    Seller = 1 << 9,
    Count = 1 << 10,
}

/// <summary>
/// A record as it is written, before anything is looked up: so members may come in any order. Its spans lie in the record's
/// bytes, or in a scratch buffer where JSON escapes had to be resolved.
/// </summary>
internal ref struct RawTrade
{
    internal TradeField Present;
    internal long Sequence;
    internal TradeKind Kind;
    internal ReadOnlySpan<byte> TradeId;
    internal int TradingDay;
    internal ReadOnlySpan<byte> Instrument;
    internal RawDecimal Price;
    internal RawDecimal Quantity;
    internal long ExecutedAt;
    internal RawLeg Buyer;
    internal RawLeg Seller;
    internal long Count;
}

/// <summary>One side of a match.</summary>
internal ref struct RawLeg
{
    internal ReadOnlySpan<byte> Participant;
    internal ReadOnlySpan<byte> Account;
    internal PositionEffect Effect;
}

/// <summary>A decimal: its text (JSON), or units and scale (Protobuf).</summary>
internal ref struct RawDecimal
{
    internal ReadOnlySpan<byte> Text;
    internal long Units;
    internal uint Scale;
}
