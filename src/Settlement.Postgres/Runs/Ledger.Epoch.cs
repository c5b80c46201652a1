using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <summary>
    /// How long a claim waits for a guarded write that has begun. A process that was frozen in the middle of one holds the run's row
    /// for ever, and its machine keeps the connection alive; after this time its session is ended and its write rolled back.
    /// </summary>
    internal TimeSpan WriterGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public Task<long> ClaimEpochAsync(long runId, string leader, CancellationToken cancellationToken) =>
        _database.TransactAsync($"Claim of the next epoch of run {runId}", async connection =>
        {
            var backend = await connection.Command("select pg_backend_pid()").ScalarAsync<int>(cancellationToken).ConfigureAwait(false);
            // The update waits for a guarded write that has begun; whoever claims reads the run afterwards and sees what it wrote.
            var claim = connection.Command("update settlement.runs set epoch = epoch + 1, leader = $2 where run_id = $1 returning epoch", runId, leader)
                .ScalarAsync<long?>(cancellationToken);
            await EndFrozenWritersAsync(claim, backend, runId, cancellationToken).ConfigureAwait(false);
            var epoch = await claim.ConfigureAwait(false) ?? throw NotRegistered(runId);
            await connection.Command("insert into settlement.epochs (run_id, epoch, leader) values ($1, $2, $3)", runId, epoch, leader)
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
            Log.EpochClaimed(logger, epoch, runId, leader);
            return epoch;
        }, cancellationToken);

    private async Task EndFrozenWritersAsync(Task claim, int claimant, long runId, CancellationToken cancellationToken)
    {
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(claim, Task.Delay(WriterGrace, time, grace.Token)).ConfigureAwait(false) == claim || cancellationToken.IsCancellationRequested)
        {
            await grace.CancelAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            var ended = await _database.RunAsync($"Ending the sessions that keep run {runId} from being claimed", other =>
                other.Command("select pid from unnest(pg_blocking_pids($1)) pid where pg_terminate_backend(pid)", claimant)
                    .ListAsync(static r => r.GetInt32(0), cancellationToken), cancellationToken).ConfigureAwait(false);
            Log.WritersEnded(logger, runId, WriterGrace.TotalSeconds, string.Join(", ", ended));
        }
        catch (LedgerUnavailableException error)
        {
            // The claim goes on waiting: the sessions may belong to another user, whom only an administrator may end.
            Log.WritersNotEnded(logger, runId, error);
        }
    }
}
