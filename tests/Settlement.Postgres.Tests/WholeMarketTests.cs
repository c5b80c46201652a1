using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
using Settlement.Postgres.Reference;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

/// <summary>A market with everything that a reference file can state, and the data of its close.</summary>
public sealed class WholeMarketTests(TestServer server)
{
    private static readonly FeeSchedule Fees = new(Rate.ByMoney(0.00005m), Rate.PerLot(3), Rate.PerLot(0.5m));

    private static readonly ClosingData Closing = ClosingData.Of(
        [new PublishedPrice("GCZ3", 1324.6m)], [new ControlTotal(null, 5, 1, Amount.FromDecimal(7), Amount.FromDecimal(70.25m))], [new CashFlow("P01", "A1", "USD", Amount.FromDecimal(100), default)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_loaded_is_what_a_run_freezes_and_loading_it_again_changes_nothing()
    {
        await using var world = await World.CreateAsync(server);

        var first = await world.References.LoadAsync(Whole(), Token);
        var second = await world.References.LoadAsync(Whole(), Token);

        Assert.Equal(
            [(3, 0), (2, 0), (2, 0), (1, 0), (2, 0), (1, 0), (1, 0), (3, 0)], first.All.Select(static c => (c.Changes.Inserted, c.Changes.Updated)));
        Assert.True(second.IsUnchanged);
        var frozen = (await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token)).Reference!;
        Assert.Equal(Whole().Freeze(Whole().Opening!).Hash, frozen.Hash);
    }

    [Fact]
    public async Task What_a_file_no_longer_states_is_removed_where_it_is_replaced_as_a_whole()
    {
        await using var world = await World.CreateAsync(server);
        await world.References.LoadAsync(Whole(), Token);
        var market = Whole() with { Holidays = [], FeeOverrides = [], Opening = Whole().Opening! with { Funds = [] } };
        market = market with { Instruments = [.. market.Instruments.Select(static i => i with { Fees = null, Margin = null })] };

        var report = await world.References.LoadAsync(market, Token);

        Assert.Equal((1, 2, 1), (report.Holidays.Removed, report.Fees.Removed, report.Funds.Removed));
        Assert.Equal(1, report.Instruments.Updated);
        var frozen = (await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token)).Reference!;
        Assert.Equal(market.Freeze(market.Opening!).Hash, frozen.Hash);
    }

    [Fact]
    public async Task Closing_data_alone_need_a_market_and_names_that_it_has()
    {
        await using var world = await World.CreateAsync(server);
        var alone = new MarketReference { Market = "COMEX", Instruments = [], Accounts = [], Closing = new ClosingSet(World.Day, Closing) };
        var unknown = await Assert.ThrowsAsync<ReferenceException>(() => world.References.LoadAsync(alone, Token));
        Assert.Contains("market 'COMEX' is not in the ledger; load its instruments and accounts first", unknown.Problems);
        await world.References.LoadAsync(World.Market(), Token);
        var wrong = alone with { Closing = alone.Closing with { Data = Closing with { PublishedPrices = [new PublishedPrice("SIZ3", 1m)] } } };

        Assert.Equal(["published price of unknown instrument 'SIZ3'"], (await Assert.ThrowsAsync<ReferenceException>(() => world.References.LoadAsync(wrong, Token))).Problems);
        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select count(*) from settlement.closing_days"));
        Assert.Equal(new Changes(3, 0, 0, 0), (await world.References.LoadAsync(alone, Token)).Closing);
        Assert.True((await world.References.LoadAsync(alone, Token)).IsUnchanged);
        Assert.Equal(new Changes(0, 0, 0, 0), (await world.References.LoadAsync(World.Market(), Token)).Closing);
    }

    [Fact]
    public async Task A_run_reads_what_was_loaded_last_for_its_day_until_it_is_settled_with_it()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var owned = world;
        Assert.Equal(ClosingData.Empty.Hash, (await world.Ledger.ReadClosingDataAsync(runId, Token)).Hash);
        var alone = new MarketReference { Market = "COMEX", Instruments = [], Accounts = [], Closing = new ClosingSet(World.Day, Closing) };
        await world.References.LoadAsync(alone with { Closing = alone.Closing with { TradingDay = World.Day.AddDays(1) } }, Token);
        Assert.Equal(ClosingData.Empty.Hash, (await world.Ledger.ReadClosingDataAsync(runId, Token)).Hash);
        await world.References.LoadAsync(alone, Token);
        Assert.Equal(Closing.Hash, (await world.Ledger.ReadClosingDataAsync(runId, Token)).Hash);
        await world.References.LoadAsync(alone with { Closing = new ClosingSet(World.Day, ClosingData.Empty with { ControlTotals = Closing.ControlTotals }) }, Token);
        Assert.Empty((await world.Ledger.ReadClosingDataAsync(runId, Token)).Flows);
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.ReadClosingDataAsync(runId + 1, Token));
    }

    [Fact]
    public async Task A_settled_run_keeps_its_closing_data_and_nobody_changes_them()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var owned = world;
        await world.CommitAsync(runId, epoch, World.Result(reference));
        await world.References.LoadAsync(new MarketReference { Market = "COMEX", Instruments = [], Accounts = [], Closing = new ClosingSet(World.Day, Closing) }, Token);

        Assert.Equal(ClosingData.Empty.Hash, (await world.Ledger.ReadClosingDataAsync(runId, Token)).Hash);
        foreach (var sql in new[] { $"update settlement.runs set closing_hash = '{Closing.Hash}' where run_id = {runId}", "update settlement.closing_documents set document = ''", "delete from settlement.closing_documents", "truncate settlement.closing_documents cascade" })
            Assert.Equal("SE002", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Source.ExecuteAsync(sql))).SqlState);
    }

    private static MarketReference Whole()
    {
        var gold = World.Market().Instruments[0];
        var session = new[] { new LocalWindow(new TimeOnly(21, 0), new TimeOnly(2, 30), "Asia/Shanghai", WindowDay.Previous), new LocalWindow(new TimeOnly(9, 0), new TimeOnly(15, 0), "Asia/Shanghai") };
        return World.Market() with
        {
            Instruments =
            [
                gold with
                {
                    Product = "GC",
                    Expiry = new DateOnly(2013, 12, 27),
                    Keeping = PositionKeeping.Gross,
                    Rounding = PriceRounding.HalfUp,
                    PriceRule = "Own",
                    ListingBenchmark = 1300.5m,
                    Fees = Fees,
                    Margin = new MarginRule(MarginBasis.LargerSide, Rate.ByMoney(0.12m), Rate.PerLot(7000)),
                    Tiers =
                    [
                        new MarketTier(PriceTierKind.SteppingVwap, session) { Step = TimeSpan.FromHours(1), MinTrades = 2 }, .. gold.Tiers,
                        new MarketTier(PriceTierKind.LastTrade, session[1]), new MarketTier(PriceTierKind.BaseChange), new MarketTier(PriceTierKind.ListingBenchmark), new MarketTier(PriceTierKind.Published),
                    ],
                },
                gold with { Symbol = "SIZ3" },
                gold with { Symbol = "SPY", Kind = InstrumentKind.Cash, SettlementCycle = 2, Tiers = [] },
            ],
            Holidays = [new DateOnly(2013, 10, 9)],
            FeeOverrides = [new FeeOverride("P01", null, "GC", null, FeeSchedule.Free), new FeeOverride("P02", "B1", null, "GCZ3", Fees)],
            Opening = World.Market().Opening! with { Funds = [new CarriedFunds("P01", "A1", "USD", 5000.25m, 100)] },
            Closing = new ClosingSet(World.Day, Closing),
        };
    }
}
