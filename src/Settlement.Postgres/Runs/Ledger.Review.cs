using Npgsql;
using Settlement.Domain.Settle;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task ReleaseAsync(long runId, long epoch, CancellationToken cancellationToken) =>
        ReviewAsync("Release", "update settlement.runs set released_at = clock_timestamp() where run_id = $1 and released_at is null", runId, epoch, [], cancellationToken);

    /// <inheritdoc/>
    public Task RejectAsync(long runId, long epoch, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return ReviewAsync("Rejection", "update settlement.runs set rejected_at = clock_timestamp(), rejected_because = $2 where run_id = $1 and rejected_at is null",
            runId, epoch, [reason], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ulong> ExtendStoreBarrierAsync(long runId, long epoch, ulong proposed, CancellationToken cancellationToken) =>
        _database.TransactAsync($"Barrier of the trade store for run {runId}", async connection =>
        {
            await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
            await connection.Command("""
                update settlement.runs set store_barrier = $2 where run_id = $1 and stage = 'Closing' and source = 'TradeStore' and store_barrier < $2
                """, runId, proposed).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return await connection.Command("select store_barrier from settlement.runs where run_id = $1", runId).ScalarAsync<ulong>(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<RevisionDifference?> ReadDifferenceAsync(long runId, CancellationToken cancellationToken) =>
        _database.RunAsync($"Reading the differences of run {runId}", async connection =>
        {
            var former = await connection.Command("""
                select f.market, f.trading_day, f.revision, f.digest from settlement.runs r join settlement.runs f on f.run_id = r.former_id
                where r.run_id = $1 and r.digest is not null
                """, runId)
                .ListAsync(static r => (Key: new RunKey(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetInt32(2)), Digest: r.GetString(3)), cancellationToken).ConfigureAwait(false);
            if (former is not [var before])
                return null;
            var rows = await connection.Command("select kind, row_key, figure, before, after from settlement.differences where run_id = $1 order by line", runId)
                .ListAsync(Difference, cancellationToken).ConfigureAwait(false);
            return new RevisionDifference(before.Key, before.Digest, rows);
        }, cancellationToken);

    private static RowDifference Difference(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.IsDBNull(3) ? null : r.GetString(3), r.IsDBNull(4) ? null : r.GetString(4));

    private Task<bool> ReviewAsync(string what, string sql, long runId, long epoch, object[] parameters, CancellationToken cancellationToken) =>
        _database.TransactAsync($"{what} of run {runId}", async connection =>
        {
            await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
            await connection.Command(sql, [runId, .. parameters]).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);
}
