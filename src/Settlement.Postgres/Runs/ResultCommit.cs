using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;

namespace Settlement.Postgres.Runs;

/// <summary>Everything that one commit of a result writes.</summary>
internal sealed record ResultCommit(
    long RunId,
    long Epoch,
    SettlementResult Result,
    ClosingData Closing,
    IReadOnlyList<GateResult> Gates,
    IReadOnlyDictionary<int, long> NextDayOffsets,
    CommitStatistics Statistics);
