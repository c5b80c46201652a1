using System.Globalization;
using Npgsql;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>Reads runs back from PostgreSQL, by plain SQL.</summary>
internal sealed class LedgerReader(NpgsqlDataSource ledger, NpgsqlDataSource tradeStore, string market)
{
    private const string This = "(select run_id from settlement.runs where market = $1 and trading_day = $2 and revision = 1)";

    /// <summary>How far a run is; null before it is registered.</summary>
    public async Task<string?> StageAsync(DateOnly day, CancellationToken cancellationToken) =>
        (await ReadAsync(ledger, day, "select stage from settlement.runs where market = $1 and trading_day = $2 and revision = 1", static row => row.GetString(0), cancellationToken))
            .SingleOrDefault();

    /// <summary>The epochs of a run, in their order.</summary>
    public Task<List<ClaimedEpoch>> EpochsAsync(DateOnly day, CancellationToken cancellationToken) => ReadAsync(
        ledger,
        day,
        $"select epoch, leader, claimed_at from settlement.epochs where run_id = {This} order by epoch",
        static row => new ClaimedEpoch(row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)),
        cancellationToken);

    /// <summary>Partitions with a barrier.</summary>
    public Task<long> BarriersAsync(DateOnly day, CancellationToken cancellationToken) => CountAsync(day, "settlement.barriers", cancellationToken);

    /// <summary>Trades of a day in the trade store.</summary>
    public async Task<long> StoredTradesAsync(DateOnly day, CancellationToken cancellationToken) => (await ReadAsync(
        tradeStore, day, "select count(*) from settlement.trades where market = $1 and trading_day = $2 and kind = 'Trade'", static row => row.GetInt64(0), cancellationToken)).Single();

    /// <summary>Everything about a run.</summary>
    public async Task<LedgerFacts> ReadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var run = (await ReadAsync(
            ledger,
            day,
            "select market, trading_day, revision, stage, source, digest, epoch, leader, trade_count, bust_count, duplicates, late, predecessor_id is not null "
            + "from settlement.runs where market = $1 and trading_day = $2 and revision = 1",
            Run,
            cancellationToken)).Single();
        return run with
        {
            Epochs = await EpochsAsync(day, cancellationToken),
            Prices = await ReadAsync(
                ledger,
                day,
                $"select instrument, price, tier, unrounded, trades, volume from settlement.prices where run_id = {This} and price is not null order by instrument",
                Price,
                cancellationToken),
            Gates = await ReadAsync(
                ledger, day, $"select gate, passed from settlement.gates where run_id = {This} order by gate", static row => new GateReport(row.GetString(0), row.GetBoolean(1)), cancellationToken),
            Accounts = await ReadAsync(
                ledger,
                day,
                $"select participant || '/' || account, currency, sum(day_profit) from settlement.positions where run_id = {This} group by 1, 2 order by 3 desc, 1",
                static row => new AccountProfit(row.GetString(0), row.GetString(1), Exact(row.GetDecimal(2))),
                cancellationToken),
            Barriers = await BarriersAsync(day, cancellationToken),
            Positions = await CountAsync(day, "settlement.positions", cancellationToken),
            Funds = await CountAsync(day, "settlement.funds", cancellationToken),
            JournalLines = await CountAsync(day, "settlement.journal", cancellationToken),
            JournalDifference = (await ReadAsync(
                ledger,
                day,
                $"select coalesce(sum(debit) - sum(credit), 0) from settlement.journal where run_id = {This}",
                static row => Exact(row.GetDecimal(0)),
                cancellationToken)).Single(),
            OpeningDifferences = run.HasPredecessor ? await OpeningDifferencesAsync(day, cancellationToken) : 0,
        };
    }

    // A position that was closed out the day before need not be there, nor one that is opened anew.
    private async Task<long> OpeningDifferencesAsync(DateOnly day, CancellationToken cancellationToken) => (await ReadAsync(
        ledger,
        day,
        $"""
        select count(*)
        from (select participant, account, instrument, closing_long, closing_short from settlement.positions
                where run_id = (select predecessor_id from settlement.runs where run_id = {This})) before
        full join (select participant, account, instrument, opening_long, opening_short from settlement.positions where run_id = {This}) after
            using (participant, account, instrument)
        where (coalesce(closing_long, 0), coalesce(closing_short, 0)) <> (coalesce(opening_long, 0), coalesce(opening_short, 0))
        """,
        static row => row.GetInt64(0),
        cancellationToken)).Single();

    private async Task<long> CountAsync(DateOnly day, string table, CancellationToken cancellationToken) =>
        (await ReadAsync(ledger, day, $"select count(*) from {table} where run_id = {This}", static row => row.GetInt64(0), cancellationToken)).Single();

    private async Task<List<T>> ReadAsync<T>(NpgsqlDataSource source, DateOnly day, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(market);
        command.Parameters.AddWithValue(day);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static LedgerFacts Run(NpgsqlDataReader row) => new()
    {
        Market = row.GetString(0),
        TradingDay = row.GetFieldValue<DateOnly>(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Revision = row.GetInt32(2),
        Stage = row.GetString(3),
        Source = row.IsDBNull(4) ? null : row.GetString(4),
        Digest = row.IsDBNull(5) ? null : row.GetString(5),
        Epoch = row.GetInt64(6),
        Leader = row.GetString(7),
        TradeCount = Number(row, 8),
        Busts = Number(row, 9),
        Duplicates = Number(row, 10),
        Late = Number(row, 11),
        HasPredecessor = row.GetBoolean(12),
    };

    private static PriceReport Price(NpgsqlDataReader row)
    {
        var tier = row.GetString(2);
        var isAverage = tier is "WindowVwap" or "DayVwap";
        return new PriceReport(
            row.GetString(0), Exact(row.GetDecimal(1)), tier, isAverage ? Exact(row.GetDecimal(3)) : null, row.GetInt64(4), Exact(row.GetDecimal(5)));
    }

    private static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    // Dividing by a one of 28 decimals takes the trailing zeros off.
    private static decimal Exact(decimal value) => value / 1.0000000000000000000000000000m;
}
