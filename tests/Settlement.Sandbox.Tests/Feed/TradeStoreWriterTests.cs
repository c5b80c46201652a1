using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Domain.Trades;
using Settlement.Postgres.Migrate;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Feed;

public sealed class TradeStoreWriterTests
{
    [Fact]
    public async Task Trades_arrive_exactly_and_writing_them_again_adds_nothing()
    {
        await Needs.PostgresAsync();
        var token = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        await using var state = await StateDirectory.OpenAsync(directory["state"], NullLogger.Instance, TimeProvider.System, token);
        await using var postgres = await PostgresServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, token);
        await using var source = NpgsqlDataSource.Create(postgres.TradeStore);
        await TradeStoreMigrator.MigrateAsync(source, NullLogger.Instance, token);
        var trades = Trades.Some(50);
        var buyer = trades[0].Buyer! with { Effect = PositionEffect.CloseToday };
        List<Settlement.Kafka.Wire.TradeMessage> more = [.. trades, trades[0] with { Kind = TradeKind.Bust, Buyer = buyer }];

        Assert.Equal(50, await TradeStoreWriter.WriteAsync(postgres.TradeStore, "COMEX", trades, token));
        Assert.Equal(1, await TradeStoreWriter.WriteAsync(postgres.TradeStore, "COMEX", more, token));

        await using var command = source.CreateCommand(
            "SELECT count(*) || ' ' || sum(quantity) || ' ' || min(price) || ' ' || max(executed_at) || ' ' || count(DISTINCT recorded_in) || ' ' || max(buyer_effect) FROM settlement.trades");
        Assert.Equal("51 1276 1323.4 1381190400000000050 2 CloseToday", await command.ExecuteScalarAsync(token));
    }
}
