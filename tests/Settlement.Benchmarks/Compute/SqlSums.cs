using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Postgres.Migrate;
using Settlement.Postgres.Trades;
using Settlement.Sandbox.Services;

namespace Settlement.Benchmarks.Compute;

/// <summary>The same sums over both legs, by SQL from the trade store's table.</summary>
internal sealed class SqlSums : IAsyncDisposable
{
    private const string Query = """
        select count(*), sum(bought), sum(sold), sum(bought_value), sum(sold_value) from (
            select participant, account, instrument,
                sum(bought) as bought, sum(sold) as sold, sum(bought * price) as bought_value, sum(sold * price) as sold_value
            from (
                select buyer_participant as participant, buyer_account as account, instrument, price, quantity as bought, 0 as sold from settlement.trades where market = 'BENCH' and trading_day = '2013-10-08'
                union all
                select seller_participant, seller_account, instrument, price, 0, quantity from settlement.trades where market = 'BENCH' and trading_day = '2013-10-08') legs
            group by participant, account, instrument) positions
        """;

    private readonly StateDirectory _state;
    private readonly PostgresServer _server;
    private readonly NpgsqlDataSource _source;

    private SqlSums(StateDirectory state, PostgresServer server)
    {
        (_state, _server) = (state, server);
        var connection = new NpgsqlConnectionStringBuilder(server.TradeStore) { CommandTimeout = 0 };
        _source = NpgsqlDataSource.Create(connection);
    }

    /// <summary>Starts a PostgreSQL and fills its trade store.</summary>
    public static async Task<SqlSums> FillAsync(int trades)
    {
        var state = await StateDirectory.OpenAsync(null, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        var sums = new SqlSums(state, await PostgresServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, CancellationToken.None));
        await TradeStoreMigrator.MigrateAsync(sums._source, NullLogger.Instance, CancellationToken.None);
        await new TradeStoreWriter(sums._source).WriteAsync(
            GeneratedDay.Trades(trades).Select(static t => new StoredTrade(GeneratedDay.Market, t.TradingDay, t.Kind, t.TradeId!, t.Instrument!, t.Price!.Value, t.Quantity, t.ExecutedAt,
                new StoredParty(t.Buyer!.Participant, t.Buyer.Account, t.Buyer.Effect), new StoredParty(t.Seller!.Participant, t.Seller.Account, t.Seller.Effect))),
            CancellationToken.None);
        await using var vacuum = sums._source.CreateCommand("vacuum analyze settlement.trades");
        await vacuum.ExecuteNonQueryAsync();
        return sums;
    }

    /// <summary>Computes the sums once, with the server's own parallelism; tells the groups that came out.</summary>
    public async Task<(TimeSpan Time, long Positions)> ComputeAsync()
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var memory = new NpgsqlCommand("set work_mem = '1GB'", connection);
        await memory.ExecuteNonQueryAsync();
        var watch = Stopwatch.StartNew();
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (watch.Elapsed, reader.GetInt64(0));
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _server.DisposeAsync();
        await _state.DisposeAsync();
    }
}
