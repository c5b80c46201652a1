using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;

namespace Settlement.Postgres.Runs;

/// <summary>A settled run: its result, and everything that the result is a function of.</summary>
public sealed record SettledRun
{
    /// <summary>Key of the run in the ledger.</summary>
    public required long RunId { get; init; }

    /// <summary>Frozen reference data.</summary>
    public required ReferenceData Reference { get; init; }

    /// <summary>Closing data that it was settled with.</summary>
    public required ClosingData Closing { get; init; }

    /// <summary>What the day before left open; null when the openings were loaded.</summary>
    public required PredecessorClosing? Predecessor { get; init; }

    /// <summary>First offset of each partition.</summary>
    public required IReadOnlyDictionary<int, long> FirstOffsets { get; init; }

    /// <summary>End of each partition.</summary>
    public required IReadOnlyDictionary<int, long> Barrier { get; init; }

    /// <summary>Where the day was read from.</summary>
    public required SourceDecision Source { get; init; }

    /// <summary>The committed result.</summary>
    public required SettlementResult Result { get; init; }
}
