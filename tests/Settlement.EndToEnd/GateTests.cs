using System.Text.Json.Nodes;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.EndToEnd.Support;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>
/// Each gate that a feed, a trade store or closing data can make fail, and what resolves it. Holes have tests of their own. The other gates compare what the program itself has computed and
/// can fail by no input; they have tests in the domain.
/// </summary>
public sealed class GateTests(World world)
{
    [Fact]
    public async Task Unmatched_busts_differences_to_the_store_and_a_wrong_control_file_block_until_each_is_resolved()
    {
        await using var scenario = await Scenario.PrepareAsync(world);
        var absent = scenario.Trades[0] with { TradeId = "X1" };
        await scenario.LoadClosingAsync(ClosingData.Empty with { ControlTotals = [new ControlTotal(null, 999, null, null, null)] });
        await scenario.ApplyAsync(static run => { run["spec"]!["tradeStore"]!["reconcile"] = true; return run; });
        await scenario.StoreAsync([.. scenario.Trades.Skip(1), Venue.Bust(absent)]);
        await scenario.FeedAsync(new FeedPlan(), toStore: false);
        await scenario.Feeder.SendAsync([Venue.Bust(absent)], new FeedPlan(), Scenario.Token);
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await BlockedAsync(scenario, ["BustsMatched", "Reconciled", "ControlFile"], "only in the feed: 1 (Trade T1)");

        // The store gets what it lacked, and the file is mended.
        await scenario.StoreAsync(scenario.Trades[0]);
        await scenario.LoadClosingAsync(ClosingData.Empty with { ControlTotals = [new ControlTotal(null, 400, 1, null, null)] });
        await scenario.AnnotateAsync("recheck", "1");
        await BlockedAsync(scenario, ["BustsMatched"], "bust of trade X1");

        // The feed is closed to the trade that the bust means; the trade store is not.
        await scenario.DeleteAsync();
        await NobodyIsLeftAsync(scenario);
        await scenario.LoadClosingAsync(ClosingData.Empty with { ControlTotals = [new ControlTotal(null, 401, 1, null, null)] });
        await scenario.ApplyAsync(FromStore);
        await BlockedAsync(scenario, ["BustsMatched", "ControlFile"], "bust of trade X1");
        await scenario.StoreAsync(absent);

        await scenario.PublishedAsync();
        Assert.Equal(("TradeStore", 401L), await SourceAndCountAsync(scenario));
        Assert.Empty(await scenario.Ledger.GatesAsync());
    }

    [Fact]
    public async Task A_conflict_and_wrong_control_totals_block_the_feed_and_the_trade_store_resolves_them()
    {
        await using var scenario = await Scenario.PrepareAsync(world);
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await SendAsync(scenario, 0, scenario.Trades[0] with { Sequence = 1, Price = 1m });
        await SendAsync(scenario, 1, new TradeMessage { Sequence = 134, Kind = TradeKind.EndOfSession, TradingDay = Venue.Day, Count = 133, Quantity = 1 });
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await BlockedAsync(scenario, ["NoSequenceConflict", "ControlTotals"], "partition 1: its end of session states quantity 1");

        await scenario.DeleteAsync();
        await NobodyIsLeftAsync(scenario);
        await scenario.ApplyAsync(FromStore);

        await scenario.AssertSettledOnceAsync(source: "TradeStore");
    }

    [Fact]
    public async Task A_position_that_is_not_held_an_absent_price_and_a_deposit_of_nobody_block_until_each_is_resolved()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Reference = GrossAndPublished });
        var opens = scenario.Trades[0] with
        {
            Instrument = "GCZ3",
            Quantity = 2,
            Price = 1320m,
            Buyer = new TradeLeg("P03", "A1", PositionEffect.Open),
            Seller = new TradeLeg("P04", "A1", PositionEffect.Open),
        };
        var closes = opens with { TradeId = "C1", Seller = new TradeLeg("P05", "A1", PositionEffect.Close) };
        await scenario.StoreAsync(opens, closes);
        await scenario.ApplyAsync(FromStore);
        await BlockedAsync(scenario, ["PriceFound", "PositionsHeld"], "P05/A1", alone: false);

        // An account that came after the run had frozen its own.
        await scenario.LoadClosingAsync(ClosingData.Empty with { Flows = [Deposit("P99")] }, new Account("P99", "A1"));
        await BlockedAsync(scenario, ["FundsCarry"], "P99/A1: has a deposit", alone: false);

        await scenario.StoreAsync(Venue.Bust(closes));
        await scenario.LoadClosingAsync(ClosingData.Empty with
        {
            PublishedPrices = [new PublishedPrice("GCZ3", 1321.5m)],
            Flows = [Deposit("P03")],
        });

        await scenario.PublishedAsync();
        Assert.Equal(("TradeStore", 2L), await SourceAndCountAsync(scenario));
    }

    private static CashFlow Deposit(string participant) => new(participant, "A1", "USD", Amount.FromDecimal(500), Amount.Zero);

    private static MarketReference GrossAndPublished(string market) => Venue.Reference(market) with
    {
        Instruments = [.. Venue.Reference(market).Instruments.Select(static i => i with { Keeping = PositionKeeping.Gross, Tiers = [new MarketTier(PriceTierKind.Published)] })],
        Opening = new OpeningSet(Venue.Day, [], new Dictionary<string, decimal>()),
    };

    private static JsonObject FromStore(JsonObject run)
    {
        run["metadata"]!["annotations"] = new JsonObject { ["settlement.marketclose.io/close"] = "now" };
        run["spec"]!["source"] = "TradeStore";
        return run;
    }

    private static Task SendAsync(Scenario scenario, int partition, TradeMessage record) =>
        scenario.Feeder.SendRawAsync(partition, TradeEncoder.Encode(record, TradeFormat.Json), Scenario.Token);

    /// <summary>Waits until the run is blocked by these gates, and by others only where not <paramref name="alone"/>, with a message that says something.</summary>
    private static async Task BlockedAsync(Scenario scenario, string[] gates, string says, bool alone = true)
    {
        await Wait.UntilAsync(
            $"{scenario.Market}: {string.Join(", ", gates)} fail",
            Timeouts.Reported,
            async () => await scenario.Ledger.GatesAsync() is var failed && gates.All(failed.Contains) && (!alone || failed.Count == gates.Length),
            scenario.DiagnoseAsync);
        await scenario.ConditionAsync("Settled", "False", "GateFailed", says: says);
        await scenario.StageAsync("Closing");
    }

    private static Task NobodyIsLeftAsync(Scenario scenario) =>
        Wait.UntilAsync("no settler is left", Timeouts.Stopped, async () => (await scenario.PodsAsync()).Count == 0);

    private static async Task<(string?, long?)> SourceAndCountAsync(Scenario scenario)
    {
        var run = await scenario.Ledger.RunAsync();
        return (run.Source, run.TradeCount);
    }
}
