using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Postgres.Tests.Support;
using Settlement.Postgres.Trades;

namespace Settlement.Postgres.Tests;

public sealed class TradeStoreTests(TestServer server)
{
    private static readonly ReferenceData Reference = World.Market().Freeze(World.Market().Opening!);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_read_exactly_and_numbered_in_the_order_of_their_key()
    {
        await using var source = await server.CreateMigratedAsync();
        await new TradeStoreWriter(source).WriteAsync([Trade("T2", 1320.5m), Trade("T1", -0.1m, 0m), Trade("T1", -0.1m, 0m) with { Kind = TradeKind.Bust }], Token);
        var store = new TradeStore(source, Reference, TimeProvider.System, NullLogger<TradeStore>.Instance);

        var barrier = await store.DrawBarrierAsync(Token);
        await store.AwaitBarrierAsync(barrier, Token);
        var read = await ReadAsync(store, barrier);

        Assert.Equal([(1L, TradeKind.Bust, "T1", -1L, 0L), (2L, TradeKind.Trade, "T1", -1L, 0L), (3L, TradeKind.Trade, "T2", 13205L, 2L)],
            read.Select(static r => (r.Sequence, r.Kind, r.TradeId.ToString(), r.Price, r.Quantity)));
        Assert.All(read, static r => Assert.Equal((World.Day.DayNumber, 0, 0, 1, PositionEffect.Open, PositionEffect.None, 1381190400000000000L),
            (r.TradingDay, r.Instrument, r.Buyer, r.Seller, r.BuyerEffect, r.SellerEffect, r.ExecutedAt)));
    }

    private static StoredTrade Trade(string id, decimal price, decimal quantity = 2m) => new("COMEX", World.Day, TradeKind.Trade, id, "GCZ3", price, quantity,
        1381190400000000000, new StoredParty("P01", "A1", PositionEffect.Open), new StoredParty("P02", "B1"));

    private static async Task<List<TradeRecord>> ReadAsync(TradeStore store, ulong barrier)
    {
        var read = new List<TradeRecord>();
        await foreach (var batch in store.ReadAsync(barrier, Token))
            read.AddRange(batch.Records.AsSpan(0, batch.Count));
        return read;
    }
}
