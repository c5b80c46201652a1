using Microsoft.Extensions.Logging;
using Settlement.Domain.Settle;

namespace Settlement.Postgres;

/// <summary>Everything that this project logs; event ids 1000 to 1099 are its own and never change their meaning.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Applied migration {Script} to the {Database}")]
    internal static partial void MigrationApplied(ILogger logger, string database, string script);

    [LoggerMessage(1001, LogLevel.Information, "Registered run {RunId} for {Key} with reference data {ReferenceHash}, predecessor run {PredecessorId}")]
    internal static partial void Registered(ILogger logger, long runId, RunKey key, string referenceHash, long? predecessorId);

    [LoggerMessage(1002, LogLevel.Warning, "Run {RunId} of {OldName} (uid {OldUid}) is taken over by {Name} (uid {Uid})")]
    internal static partial void OwnerChanged(ILogger logger, long runId, string oldName, string oldUid, string name, string uid);

    [LoggerMessage(1003, LogLevel.Information, "Claimed epoch {Epoch} of run {RunId} for {Leader}")]
    internal static partial void EpochClaimed(ILogger logger, long epoch, long runId, string leader);

    [LoggerMessage(1004, LogLevel.Warning, "The answer of the COMMIT for run {RunId} under epoch {Epoch} was lost; reading back whether it took effect")]
    internal static partial void CommitOutcomeUnknown(ILogger logger, long runId, long epoch, Exception? error);

    [LoggerMessage(1005, LogLevel.Information, "Run {RunId} is settled with digest {Digest}: the COMMIT whose answer was lost had taken effect")]
    internal static partial void CommitReadBack(ILogger logger, long runId, string digest);

    [LoggerMessage(1020, LogLevel.Warning, "The trade store's barrier {Barrier} has waited {Seconds} s for transactions below it to end; the oldest: {Oldest}")]
    internal static partial void BarrierWaits(ILogger logger, ulong barrier, long seconds, string oldest);

    [LoggerMessage(1006, LogLevel.Warning, "Ended the sessions that kept run {RunId} from being claimed for {Seconds} s, backends: {Backends}; their writes are rolled back")]
    internal static partial void WritersEnded(ILogger logger, long runId, double seconds, string backends);

    [LoggerMessage(1007, LogLevel.Error, "Cannot end the sessions that keep run {RunId} from being claimed; end them by hand with pg_terminate_backend")]
    internal static partial void WritersNotEnded(ILogger logger, long runId, Exception error);
}
