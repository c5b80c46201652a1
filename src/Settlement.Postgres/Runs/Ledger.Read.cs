using Npgsql;
using Settlement.Domain.Settle;
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
                    array(select end_offset from settlement.barriers b where b.run_id = r.run_id order by partition),
                    released_at, rejected_at, rejected_because,
                    case when digest is not null then (select f.digest from settlement.runs f where f.run_id = r.former_id) end,
                    array(select o.trading_day from settlement.runs o join settlement.runs p on p.run_id = o.predecessor_id
                        where p.market = r.market and p.trading_day = r.trading_day and p.revision < r.revision and not exists (
                            select from settlement.runs n where n.market = o.market and n.trading_day = o.trading_day and n.revision > o.revision)
                        order by o.trading_day),
                    array(select o.revision from settlement.runs o join settlement.runs p on p.run_id = o.predecessor_id
                        where p.market = r.market and p.trading_day = r.trading_day and p.revision < r.revision and not exists (
                            select from settlement.runs n where n.market = o.market and n.trading_day = o.trading_day and n.revision > o.revision)
                        order by o.trading_day),
                    market
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
            ReleasedAt = r.Nullable<DateTimeOffset>(12),
            RejectedAt = r.Nullable<DateTimeOffset>(13),
            RejectedBecause = r.IsDBNull(14) ? "" : r.GetString(14),
            PreviousDigest = r.IsDBNull(15) ? null : r.GetString(15),
            OpenedBefore = [.. r.GetFieldValue<DateOnly[]>(16).Zip(r.GetFieldValue<int[]>(17), (day, revision) => new RunKey(r.GetString(18), day, revision))],
            Barrier = partitions.Length == 0 ? null : partitions.Zip(offsets, KeyValuePair.Create).ToDictionary(),
        };
    }
}
