namespace Settlement.Domain.Reference;

/// <summary>An instrument as the reference file states it; decimals are exact and not scaled yet.</summary>
public sealed record MarketInstrument
{
    /// <summary>Symbol, as in the feed.</summary>
    public required string Symbol { get; init; }

    /// <inheritdoc cref="Instrument.Kind"/>
    public InstrumentKind Kind { get; init; }

    /// <inheritdoc cref="Instrument.Product"/>
    public string Product { get => field ?? Symbol; init; }

    /// <inheritdoc cref="Instrument.Expiry"/>
    public DateOnly? Expiry { get; init; }

    /// <inheritdoc cref="Instrument.Keeping"/>
    public PositionKeeping Keeping { get; init; }

    /// <summary>Currency of its prices and amounts, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Decimals of a price, 0 to 9.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimals of a quantity, 0 to 9.</summary>
    public required int QuantityScale { get; init; }

    /// <summary>Smallest price step; more than zero, at most <see cref="PriceScale"/> decimals.</summary>
    public required decimal Tick { get; init; }

    /// <summary>Money per point and unit of quantity; more than zero.</summary>
    public required decimal Multiplier { get; init; }

    /// <summary>How the settlement price is found, in this order. Empty only for cash.</summary>
    public required IReadOnlyList<MarketTier> Tiers { get; init; }

    /// <inheritdoc cref="Instrument.PriceRule"/>
    public string PriceRule { get; init; } = "";

    /// <inheritdoc cref="Instrument.Rounding"/>
    public PriceRounding Rounding { get; init; }

    /// <summary>Benchmark that a newly listed contract starts from; null when there is none.</summary>
    public decimal? ListingBenchmark { get; init; }

    /// <summary>Fees of every account that has no others; null for none.</summary>
    public FeeSchedule? Fees { get; init; }

    /// <inheritdoc cref="Instrument.Margin"/>
    public MarginRule? Margin { get; init; }

    /// <summary>For cash: business days from the trading day to delivery and payment, 0 or more; null for futures.</summary>
    public int? SettlementCycle { get; init; }
}

/// <summary>One tier of a settlement-price rule, with the local times of its windows.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Windows">
/// One for <see cref="PriceTierKind.WindowVwap"/>; none or one for <see cref="PriceTierKind.LastTrade"/>; for <see cref="PriceTierKind.SteppingVwap"/>
/// the segments of the trading session, in their order; else none.
/// </param>
public sealed record MarketTier(PriceTierKind Kind, params IReadOnlyList<LocalWindow> Windows)
{
    /// <inheritdoc cref="PriceTier.MinTrades"/>
    public int MinTrades { get; init; } = 1;

    /// <summary>For <see cref="PriceTierKind.SteppingVwap"/>: trading time that each step goes back by; else null.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>Equal when it looks at the same in the same windows.</summary>
    public bool Equals(MarketTier? other) =>
        other is not null && Kind == other.Kind && MinTrades == other.MinTrades && Step == other.Step && Windows.SequenceEqual(other.Windows);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, MinTrades, Step, Windows.Count);
}

/// <summary>Calendar date on which a local time of a trading day lies.</summary>
public enum WindowDay
{
    /// <summary>The trading day itself.</summary>
    Same,

    /// <summary>The business day before it, as for a night session in China: Friday evening belongs to Monday.</summary>
    Previous,

    /// <summary>The calendar day before it, as for a session that opens on the eve: Sunday evening belongs to Monday.</summary>
    Eve,
}

/// <summary>A window of the trading day, in the venue's own time.</summary>
/// <param name="From">Start, inclusive.</param>
/// <param name="To">End, exclusive. On the date of the start when later than it; else on the next, which only a window of an earlier day may have.</param>
/// <param name="Zone">IANA time zone, as in <c>America/New_York</c>.</param>
/// <param name="Day">Date of the start.</param>
public sealed record LocalWindow(TimeOnly From, TimeOnly To, string Zone, WindowDay Day = WindowDay.Same);
