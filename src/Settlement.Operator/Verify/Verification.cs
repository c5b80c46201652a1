using Settlement.Domain.Gates;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute;

namespace Settlement.Operator.Verify;

/// <summary>What computing a settled run again has shown.</summary>
internal sealed record Verification
{
    /// <summary>Most differences that are listed; all are counted.</summary>
    public const int MaxListed = 1000;

    /// <summary>The run.</summary>
    public required RunKey Run { get; init; }

    /// <summary>True when the ledger's rows have the ledger's digest, and the computed result has it too.</summary>
    public required bool Agrees { get; init; }

    /// <summary>Digest that the ledger states.</summary>
    public required string LedgerDigest { get; init; }

    /// <summary>Digest of the rows that the ledger holds.</summary>
    public required string LedgerRowsDigest { get; init; }

    /// <summary>Digest of the result that was computed; null when a gate refuses it.</summary>
    public required string? ComputedDigest { get; init; }

    /// <summary>Gates that refuse the computed result.</summary>
    public required IReadOnlyList<GateResult> FailedGates { get; init; }

    /// <summary>Figures that differ.</summary>
    public required int DifferenceCount { get; init; }

    /// <summary>The first of them: before is the ledger's, after the computed one.</summary>
    public required IReadOnlyList<RowDifference> Differences { get; init; }

    /// <summary>Compares.</summary>
    public static Verification Of(SettlementResult ledger, ComputedDay day)
    {
        var computed = day.Outcome.Result;
        var rows = CanonicalRows.DigestOf(ledger);
        var differences = computed is null || computed.Digest == rows ? [] : RevisionDifferences.Between(ledger, computed);
        return new Verification
        {
            Run = ledger.Key,
            Agrees = rows == ledger.Digest && computed?.Digest == ledger.Digest,
            LedgerDigest = ledger.Digest,
            LedgerRowsDigest = rows,
            ComputedDigest = computed?.Digest,
            FailedGates = [.. day.Outcome.Gates.Where(static g => !g.Passed)],
            DifferenceCount = differences.Count,
            Differences = [.. differences.Take(MaxListed)],
        };
    }
}
