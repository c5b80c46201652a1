using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Trades;

/// <summary>Reads a trading day from the venue's database.</summary>
/// <remarks>
/// Each row keeps the id of the transaction that wrote it. The barrier is an id too: the rows below it are those of transactions that had
/// begun to write when it was drawn. Once none of these is open any more, rows below the barrier can neither come nor go, however often and
/// whenever they are read.
/// </remarks>
/// <param name="source">The trade store's database, migrated; its primary, since only that gives out transaction ids.</param>
/// <param name="reference">The run's frozen reference data.</param>
/// <param name="time">Paces the looks at open transactions.</param>
/// <param name="logger">Tells which transaction the barrier waits for.</param>
public sealed partial class TradeStore(NpgsqlDataSource source, ReferenceData reference, TimeProvider time, ILogger<TradeStore> logger) : ITradeStore
{
    private const int BatchSize = 4096;
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReportPause = TimeSpan.FromSeconds(5);

    private readonly Database _database = new(source, new Failures("TradeStore", "trade store", source));

    /// <inheritdoc/>
    /// <remarks>
    /// An id of its own is taken rather than the xmax of a snapshot: xmax follows the newest transaction that has ended, so one that had
    /// written and was still open could lie above it and would be lost to the day.
    /// </remarks>
    public Task<ulong> DrawBarrierAsync(CancellationToken cancellationToken) =>
        _database.RunAsync("Barrier of the trade store", connection =>
            connection.Command("select pg_current_xact_id()").ScalarAsync<ulong>(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task AwaitBarrierAsync(ulong barrier, CancellationToken cancellationToken) =>
        _database.RunAsync($"Waiting for the transactions below the barrier {barrier} of the trade store", async connection =>
        {
            var started = time.GetTimestamp();
            var reported = TimeSpan.Zero;
            while (!await connection.Command("select pg_snapshot_xmin(pg_current_snapshot()) >= $1", barrier).ScalarAsync<bool>(cancellationToken).ConfigureAwait(false))
            {
                var waited = time.GetElapsedTime(started);
                if (waited - reported >= ReportPause)
                {
                    reported = waited;
                    await ReportOldestAsync(connection, barrier, waited, cancellationToken).ConfigureAwait(false);
                }

                await Task.Delay(PollPause, time, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TradeBatch> ReadAsync(ulong barrier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var doing = $"Reading {reference.Market} {reference.TradingDay:yyyy-MM-dd} from the trade store";
        await using var connection = await _database.TranslateAsync(doing, () => source.OpenConnectionAsync(cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        await using var stream = await _database.TranslateAsync(doing, () => CopyAsync(connection, barrier, cancellationToken), cancellationToken).ConfigureAwait(false);
        var rows = new TradeRows(stream, new TradeRow(reference));
        var batch = new TradeBatch(BatchSize);
        while (await _database.TranslateAsync(doing, () => rows.FillAsync(batch, cancellationToken), cancellationToken).ConfigureAwait(false))
            yield return batch;
    }

    private async Task<NpgsqlRawCopyStream> CopyAsync(NpgsqlConnection connection, ulong barrier, CancellationToken cancellationToken)
    {
        // COPY takes no parameters; the server itself quotes them into the statement. The order is that of the primary key, in which busts come first.
        var copy = await connection.Command($"""
            select format('copy (select {TradeRow.Columns} from settlement.trades where market = %L and trading_day = %L and recorded_in < %L order by market, trading_day, kind, trade_id, correction) to stdout (format binary)',
                $1, $2, $3)
            """, reference.Market, reference.TradingDay, barrier).ScalarAsync<string>(cancellationToken).ConfigureAwait(false);
        return await connection.BeginRawBinaryCopyAsync(copy!, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReportOldestAsync(NpgsqlConnection connection, ulong barrier, TimeSpan waited, CancellationToken cancellationToken)
    {
        // Locks on transaction ids are visible to every user, and prepared transactions have one without a backend.
        var oldest = await connection.Command("""
            select l.pid, p.gid, a.usename::text, a.application_name, extract(epoch from clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid left join pg_prepared_xacts p on p.transaction = l.transactionid
            where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
            order by age(l.transactionid) desc limit 1
            """).ListAsync(static r => r.IsDBNull(0)
                ? $"prepared transaction {(r.IsDBNull(1) ? "(name hidden)" : r.GetString(1))}"
                : $"backend {r.GetInt32(0)} of {(r.IsDBNull(2) ? "a hidden user" : r.GetString(2))} {(r.IsDBNull(3) ? "" : r.GetString(3))}, open for {(r.IsDBNull(4) ? "a hidden time" : r.GetInt64(4) + " s")}",
            cancellationToken).ConfigureAwait(false);
        Log.BarrierWaits(logger, barrier, (long)waited.TotalSeconds, oldest.FirstOrDefault() ?? "a transaction that has just ended");
    }
}
