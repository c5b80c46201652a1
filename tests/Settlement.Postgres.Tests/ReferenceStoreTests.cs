using Settlement.Domain.Reference;
using Settlement.Postgres.Reference;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class ReferenceStoreTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contradicting_data_are_refused_whole_with_every_problem()
    {
        await using var world = await World.CreateAsync(server);
        var market = World.Market(new OpeningSet(World.Day, [CarriedPosition.Net("P01", "A1", "XXX", 1m), CarriedPosition.Net("P77", "Z", "GCZ3", 1m)],
            new Dictionary<string, decimal> { ["GCZ3"] = 1325.12m }));

        var error = await Assert.ThrowsAsync<ReferenceException>(() => world.References.LoadAsync(market, Token));

        Assert.Equal(3, error.Problems.Count);
        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select count(*) from settlement.instruments"));
    }

    [Fact]
    public async Task Loading_the_same_again_changes_nothing()
    {
        await using var world = await World.CreateAsync(server);

        var first = await world.References.LoadAsync(World.Market(), Token);
        var second = await world.References.LoadAsync(World.Market(), Token);

        Assert.Equal(new LoadReport(new Changes(1, 0, 0, 0), new Changes(2, 0, 0, 0), new Changes(2, 0, 0, 0), new Changes(1, 0, 0, 0)), first);
        Assert.True(second.IsUnchanged);
        Assert.Equal(new Changes(0, 0, 0, 2), second.Openings);
    }

    [Fact]
    public async Task Differences_are_counted_and_written_and_a_missing_opening_is_removed()
    {
        await using var world = await World.CreateAsync(server);
        await world.References.LoadAsync(World.Market(), Token);
        var market = World.Market();
        var changed = market with
        {
            Instruments = [market.Instruments[0] with { Tiers = [new MarketTier(PriceTierKind.LastTrade)] }, market.Instruments[0] with { Symbol = "SIZ3" }],
            Accounts = [.. market.Accounts, new Account("P03", "C1")],
            Opening = new OpeningSet(World.Day, [CarriedPosition.Net("P01", "A1", "GCZ3", 4m), CarriedPosition.Net("P03", "C1", "GCZ3", -4m)],
                new Dictionary<string, decimal> { ["GCZ3"] = 1325.1m, ["SIZ3"] = 22.5m }),
        };

        var report = await world.References.LoadAsync(changed, Token);

        Assert.Equal(new LoadReport(new Changes(1, 1, 0, 0), new Changes(1, 0, 0, 2), new Changes(1, 1, 1, 0), new Changes(1, 0, 0, 1)), report);
        var frozen = (await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token)).Reference!;
        Assert.Equal(changed.Freeze(changed.Opening).Hash, frozen.Hash);
    }
}
