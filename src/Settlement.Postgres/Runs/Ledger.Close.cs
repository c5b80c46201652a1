using Npgsql;
using Settlement.Domain.Gates;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> DrawBarrierAsync(long runId, long epoch, IReadOnlyDictionary<int, long> proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        ArgumentOutOfRangeException.ThrowIfZero(proposed.Count);
        return _database.TransactAsync<IReadOnlyDictionary<int, long>>($"Barrier of run {runId}", async connection =>
        {
            await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
            var stored = await OffsetsAsync(connection, "select partition, end_offset from settlement.barriers where run_id = $1", runId, cancellationToken).ConfigureAwait(false);
            if (stored.Count > 0)
                return stored;
            await connection.Command("insert into settlement.barriers select $1, * from unnest($2, $3)", runId, proposed.Keys.ToArray(), proposed.Values.ToArray())
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
            await connection.Command("update settlement.runs set stage = 'Closing' where run_id = $1", runId).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return proposed;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SourceDecision> DecideSourceAsync(long runId, long epoch, SourceDecision proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        return _database.TransactAsync($"Source of run {runId}", async connection =>
        {
            await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
            await connection.Command("update settlement.runs set source = $2, store_barrier = $3 where run_id = $1 and source is null", runId,
                proposed.Source.ToString(), proposed.Source == TradeSource.TradeStore ? proposed.StoreBarrier : null).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return (await connection.Command("select source, store_barrier from settlement.runs where run_id = $1", runId)
                .ListAsync(static r => new SourceDecision(Enum.Parse<TradeSource>(r.GetString(0)), r.Nullable<ulong>(1) ?? 0), cancellationToken).ConfigureAwait(false))[0];
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task RecordGatesAsync(long runId, long epoch, IReadOnlyList<GateResult> gates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gates);
        return _database.TransactAsync($"Gates of run {runId}", async connection =>
        {
            await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
            await ReplaceGatesAsync(connection, runId, gates, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task RecordPublishedAsync(long runId, long epoch, CancellationToken cancellationToken) =>
        _database.TransactAsync($"Publication of run {runId}", async connection =>
        {
            await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
            return await connection.Command("update settlement.runs set stage = 'Published', published_at = clock_timestamp() where run_id = $1 and stage <> 'Published'", runId)
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static async Task ReplaceGatesAsync(NpgsqlConnection connection, long runId, IReadOnlyList<GateResult> gates, CancellationToken cancellationToken)
    {
        await connection.Command("delete from settlement.gates where run_id = $1", runId).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.gates (run_id, gate, passed, evidence) select $1, * from unnest($2, $3, $4)", runId,
            gates.Select(static g => g.Gate.ToString()).ToArray(), gates.Select(static g => g.Passed).ToArray(), gates.Select(static g => g.Evidence).ToArray())
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Dictionary<int, long>> OffsetsAsync(NpgsqlConnection connection, string sql, long runId, CancellationToken cancellationToken) =>
        (await connection.Command(sql, runId)
            .ListAsync(static r => KeyValuePair.Create(r.GetInt32(0), r.GetInt64(1)), cancellationToken).ConfigureAwait(false)).ToDictionary();
}
