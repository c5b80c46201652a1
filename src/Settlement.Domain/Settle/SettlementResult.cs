namespace Settlement.Domain.Settle;

/// <summary>Which market and trading day is settled, and in which revision.</summary>
/// <param name="Market">MIC or the venue's own code.</param>
/// <param name="TradingDay">The trading day; not the calendar date.</param>
/// <param name="Revision">1 for the first close, then one more for each correction.</param>
public sealed record RunKey(string Market, DateOnly TradingDay, int Revision)
{
    /// <summary>For people and keys, as in <c>COMEX 2013-10-08 r1</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Market} {TradingDay:yyyy-MM-dd} r{Revision}");
}

/// <summary>The result of a trading day: a pure function of reference data, closing data, barrier and source.</summary>
public sealed record SettlementResult
{
    /// <summary>What was settled.</summary>
    public required RunKey Key { get; init; }

    /// <summary>Hash of the frozen reference data.</summary>
    public required string ReferenceHash { get; init; }

    /// <summary>Hash of the closing data.</summary>
    public required string ClosingHash { get; init; }

    /// <summary>Trades in it, those of zero quantity included, busted ones too.</summary>
    public required long TradeCount { get; init; }

    /// <summary>Busts in it.</summary>
    public required long BustCount { get; init; }

    /// <summary>One row per instrument, ordered by symbol.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>One row per account and instrument that held or traded, ordered by participant, account and symbol.</summary>
    public required IReadOnlyList<PositionRow> Positions { get; init; }

    /// <summary>One row per account and currency that has funds or had a figure, ordered by participant, account and currency.</summary>
    public required IReadOnlyList<FundsRow> Funds { get; init; }

    /// <summary>One row per participant and cash instrument with something to deliver or to pay, ordered by participant and symbol.</summary>
    public required IReadOnlyList<DeliveryRow> Deliveries { get; init; }

    /// <summary>Double-entry postings, ordered by account, instrument, kind and currency, debits first.</summary>
    public required IReadOnlyList<JournalRow> Journal { get; init; }

    /// <summary>SHA-256 over the canonical rows, lower-case hex.</summary>
    public required string Digest { get; init; }
}
