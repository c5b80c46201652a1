using Settlement.Domain.Gates;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Compute.Result;

/// <summary>What <c>settlement compute</c> prints as JSON; <c>docs/schema/result.json</c> is its schema.</summary>
internal sealed record ResultDocument
{
    /// <summary>MIC or the venue's own code.</summary>
    public required string Market { get; init; }

    /// <summary>The trading day.</summary>
    public required DateOnly TradingDay { get; init; }

    /// <summary>Revision of the day.</summary>
    public required int Revision { get; init; }

    /// <summary>True when every gate passed; false leaves digest and rows out.</summary>
    public required bool Settled { get; init; }

    /// <summary>SHA-256 over the canonical rows; null unless settled.</summary>
    public required string? Digest { get; init; }

    /// <summary>Hash of the frozen reference data.</summary>
    public required string ReferenceHash { get; init; }

    /// <summary>Hash of the closing data.</summary>
    public required string ClosingHash { get; init; }

    /// <summary>Trades of the day.</summary>
    public required long TradeCount { get; init; }

    /// <summary>Busts of the day.</summary>
    public required long BustCount { get; init; }

    /// <summary>What came from each file.</summary>
    public required IReadOnlyList<InputSummary> Input { get; init; }

    /// <summary>Every gate.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>One row per instrument.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>One row per account and instrument.</summary>
    public required IReadOnlyList<PositionRow> Positions { get; init; }

    /// <summary>One row per account and currency.</summary>
    public required IReadOnlyList<FundsRow> Funds { get; init; }

    /// <summary>One row per participant and cash instrument.</summary>
    public required IReadOnlyList<DeliveryRow> Deliveries { get; init; }

    /// <summary>Double-entry postings.</summary>
    public required IReadOnlyList<JournalRow> Journal { get; init; }

    /// <summary>The document of a computed day.</summary>
    public static ResultDocument Of(ComputedDay day)
    {
        var result = day.Outcome.Result;
        return new ResultDocument
        {
            Market = day.Key.Market,
            TradingDay = day.Key.TradingDay,
            Revision = day.Key.Revision,
            Settled = day.Outcome.Passed,
            Digest = result?.Digest,
            ReferenceHash = day.Book.Reference.Hash,
            ClosingHash = day.Closing.Hash,
            TradeCount = day.Book.Trades,
            BustCount = day.Book.Busts,
            Input = [.. day.Book.Partitions.Select((p, i) => InputSummary.Of(p, day.Inputs[i]))],
            Gates = day.Outcome.Gates,
            Prices = result?.Prices ?? [],
            Positions = result?.Positions ?? [],
            Funds = result?.Funds ?? [],
            Deliveries = result?.Deliveries ?? [],
            Journal = result?.Journal ?? [],
        };
    }

    /// <summary>The result that the document tells of; null unless settled.</summary>
    public SettlementResult? ToResult() => Digest is null ? null : new SettlementResult
    {
        Key = new RunKey(Market, TradingDay, Revision),
        ReferenceHash = ReferenceHash,
        ClosingHash = ClosingHash,
        TradeCount = TradeCount,
        BustCount = BustCount,
        Prices = Prices,
        Positions = Positions,
        Funds = Funds,
        Deliveries = Deliveries,
        Journal = Journal,
        Digest = Digest,
    };
}
