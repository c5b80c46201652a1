using Npgsql;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task<RunState> ReadRunAsync(long runId, CancellationToken cancellationToken) =>
        _database.RunAsync($"Reading run {runId}", async connection =>
            (await connection.Command("""
                select stage, epoch, leader, source, store_barrier, digest, trade_count, started_at, settled_at, published_at,
                    array(select partition from settlement.barriers b where b.run_id = r.run_id order by partition),
                    array(select end_offset from settlement.barriers b where b.run_id = r.run_id order by partition)
                from settlement.runs r where run_id = $1
                """, runId).ListAsync(State, cancellationToken).ConfigureAwait(false)).FirstOrDefault() ?? throw NotRegistered(runId), cancellationToken);

    private static RunState State(NpgsqlDataReader r)
    {
        var partitions = r.GetFieldValue<int[]>(10);
        var offsets = r.GetFieldValue<long[]>(11);
        return new RunState
        {
            Stage = Enum.Parse<RunStage>(r.GetString(0)),
            Epoch = r.GetInt64(1),
            Leader = r.GetString(2),
            Source = r.IsDBNull(3) ? null : new SourceDecision(Enum.Parse<TradeSource>(r.GetString(3)), r.Nullable<ulong>(4) ?? 0),
            Digest = r.IsDBNull(5) ? null : r.GetString(5),
            TradeCount = r.Nullable<long>(6),
            StartedAt = r.GetFieldValue<DateTimeOffset>(7),
            SettledAt = r.Nullable<DateTimeOffset>(8),
            PublishedAt = r.Nullable<DateTimeOffset>(9),
            Barrier = partitions.Length == 0 ? null : partitions.Zip(offsets, KeyValuePair.Create).ToDictionary(),
        };
    }
}
