using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>A record of the trade feed in plain types: what a venue's gateway has to say. Nothing is checked here.</summary>
public sealed record TradeMessage
{
    /// <summary>Per partition and trading day, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>What the record says.</summary>
    public required TradeKind Kind { get; init; }

    /// <summary>The trading day.</summary>
    public required DateOnly TradingDay { get; init; }

    /// <summary>Quantity; for the end of a session, the sum of the quantities of the trades before it.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>The venue's id of the match; null for the end of a session.</summary>
    public string? TradeId { get; init; }

    /// <summary>Symbol; null for the end of a session.</summary>
    public string? Instrument { get; init; }

    /// <summary>Price; null for the end of a session.</summary>
    public decimal? Price { get; init; }

    /// <summary>Nanoseconds since 1970-01-01 UTC; 0 for the end of a session.</summary>
    public long ExecutedAt { get; init; }

    /// <summary>Buyer; null for the end of a session.</summary>
    public TradeLeg? Buyer { get; init; }

    /// <summary>Seller; null for the end of a session.</summary>
    public TradeLeg? Seller { get; init; }

    /// <summary>For the end of a session: trades and busts before it; else null.</summary>
    public long? Count { get; init; }
}

/// <summary>One side of a match.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Effect">Whether it opens or closes a position.</param>
public sealed record TradeLeg(string Participant, string Account, PositionEffect Effect = PositionEffect.None);
