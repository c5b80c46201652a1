using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task<long> ClaimEpochAsync(long runId, string leader, CancellationToken cancellationToken) =>
        _database.TransactAsync($"Claim of the next epoch of run {runId}", async connection =>
        {
            // The update waits for a guarded write that has begun; whoever claims reads the run afterwards and sees what it wrote.
            var epoch = await connection.Command("update settlement.runs set epoch = epoch + 1, leader = $2 where run_id = $1 returning epoch", runId, leader)
                .ScalarAsync<long?>(cancellationToken).ConfigureAwait(false) ?? throw NotRegistered(runId);
            await connection.Command("insert into settlement.epochs (run_id, epoch, leader) values ($1, $2, $3)", runId, epoch, leader)
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
            Log.EpochClaimed(logger, epoch, runId, leader);
            return epoch;
        }, cancellationToken);
}
