using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.EndToEnd.Support;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>
/// Each gate that a feed, a trade store or closing data can make fail, and what resolves it. Holes have tests of their own; the gates that fail by figures of the ledger alone are in
/// <see cref="ForgedLedgerTests"/>.
/// </summary>
public sealed class GateTests(World world)
{
    [Fact]
    public async Task Unmatched_busts_differences_to_the_store_and_a_wrong_control_file_block_until_each_is_resolved()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        var absent = scenario.Trades[0] with { TradeId = "X1" };
        await scenario.LoadClosingAsync(ClosingData.Empty with { ControlTotals = [new ControlTotal(null, 999, null, null, null)] });
        await scenario.ApplyAsync(static run => { run["spec"]!["tradeStore"]!["reconcile"] = true; return run; });
        await scenario.StoreAsync([.. scenario.Trades.Skip(1), Venue.Bust(absent)]);
        await scenario.FeedAsync(new FeedPlan(), toStore: false);
        await scenario.Feeder.SendAsync([Venue.Bust(absent)], new FeedPlan(), Scenario.Token);
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.BlockedAsync(["BustsMatched", "Reconciled", "ControlFile"], "only in the feed: 1 (Trade T1)");

        // The store gets what it lacked, and the file is mended.
        await scenario.StoreAsync(scenario.Trades[0]);
        await scenario.LoadClosingAsync(ClosingData.Empty with { ControlTotals = [new ControlTotal(null, 400, 1, null, null)] });
        await scenario.AnnotateAsync("recheck", "1");
        await scenario.BlockedAsync(["BustsMatched"], "bust of trade X1");

        // The feed is closed to the trade that the bust means; the trade store is not.
        await scenario.LeaveAsync();
        await scenario.LoadClosingAsync(ClosingData.Empty with { ControlTotals = [new ControlTotal(null, 401, 1, null, null)] });
        await scenario.ApplyClosedAsync("TradeStore");
        await scenario.BlockedAsync(["BustsMatched", "ControlFile"], "bust of trade X1");
        await scenario.StoreAsync(absent);

        await scenario.PublishedAsync();
        Assert.Equal(("TradeStore", 401L), await SourceAndCountAsync(scenario));
        Assert.Empty(await scenario.Ledger.GatesAsync());
    }

    [Fact]
    public async Task A_conflict_and_wrong_control_totals_block_the_feed_and_the_trade_store_resolves_them()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await SendAsync(scenario, 0, scenario.Trades[0] with { Sequence = 1, Price = 1m });
        await SendAsync(scenario, 1, new TradeMessage { Sequence = 134, Kind = TradeKind.EndOfSession, TradingDay = Venue.Day, Count = 133, Quantity = 1 });
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.BlockedAsync(["NoSequenceConflict", "ControlTotals"], "partition 1: its end of session states quantity 1");

        await scenario.LeaveAsync();
        await scenario.ApplyClosedAsync("TradeStore");

        await scenario.AssertSettledOnceAsync(source: "TradeStore");
    }

    [Fact]
    public async Task A_position_that_is_not_held_an_absent_price_and_a_deposit_of_nobody_block_until_each_is_resolved()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Reference = GrossAndPublished, Settlers = 1 });
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
        await scenario.ApplyClosedAsync("TradeStore");
        await scenario.BlockedAsync(["PriceFound", "PositionsHeld"], "P05/A1", alone: false);

        // An account that came after the run had frozen its own.
        await scenario.LoadClosingAsync(ClosingData.Empty with { Flows = [Deposit("P99")] }, new Account("P99", "A1"));
        await scenario.BlockedAsync(["FundsCarry"], "P99/A1: has a deposit", alone: false);

        await scenario.StoreAsync(Venue.Bust(closes));
        await scenario.LoadClosingAsync(ClosingData.Empty with
        {
            PublishedPrices = [new PublishedPrice("GCZ3", 1321.5m)],
            Flows = [Deposit("P03")],
        });

        await scenario.PublishedAsync();
        Assert.Equal(("TradeStore", 2L), await SourceAndCountAsync(scenario));
    }

    [Fact]
    public async Task Amounts_that_no_book_and_no_row_can_hold_block_until_their_trades_are_busted()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Reference = OfHugeAmounts, Settlers = 1 });
        var value = Huge("SHARE", 1_000_000, "P01/A1", "P02/A1");
        TradeMessage[] others =
        [
            Huge("GCG4", 1, "P01/A1", "P02/A1"),
            // Each account's amount can be stated, not what the clearing house pays to both, nor what a participant pays for both of its accounts.
            Huge("GCZ3", 1, "P01/A1", "P02/A1"), Huge("GCZ3", 1, "P03/A1", "P04/A1"),
            Huge("SHARE", 5, "P05/A1", "P01/A1"), Huge("SHARE", 5, "P05/A2", "P02/A1"),
        ];
        await scenario.StoreAsync([value, .. others]);
        await scenario.ApplyClosedAsync("TradeStore");
        await scenario.ConditionAsync("InputComplete", "False", "TradeStoreUnreadable", says: $"with trade {value.TradeId} the day's quantity, value or fees exceed what the book can hold. The day cannot be settled with that row");

        await scenario.TakeFromStoreAsync(value);
        await scenario.BlockedAsync(["ProfitFormsAgree", "JournalBalances", "DeliveryNetsToZero"], "too large", alone: false);

        await scenario.StoreAsync(others.Select(Venue.Bust));
        await scenario.PublishedAsync();
        Assert.Equal(("TradeStore", 5L), await SourceAndCountAsync(scenario));

        TradeMessage Huge(string instrument, decimal price, string buyer, string seller) => scenario.Trades[0] with
        {
            TradeId = $"{instrument} {price} {buyer}",
            Instrument = instrument,
            Price = price,
            Quantity = 1_000_000_000,
            Buyer = new TradeLeg(buyer[..3], buyer[4..]),
            Seller = new TradeLeg(seller[..3], seller[4..]),
        };
    }

    private static MarketReference OfHugeAmounts(string market)
    {
        var reference = Venue.Reference(market);
        return reference with
        {
            Instruments =
            [
                .. reference.Instruments.Select(static i => i with { Multiplier = 1_000_000_000, Tiers = [new MarketTier(PriceTierKind.PreviousSettlement)] }),
                reference.Instruments[0] with { Symbol = "SHARE", Kind = InstrumentKind.Cash, SettlementCycle = 2, Multiplier = 1_000_000_000, Tiers = [] },
            ],
            Opening = new OpeningSet(Venue.Day, [], new Dictionary<string, decimal> { ["GCG4"] = 1_000_000_000_000, ["GCZ3"] = 6 }),
            Accounts = [.. reference.Accounts, new Account("P05", "A2")],
        };
    }

    private static CashFlow Deposit(string participant) => new(participant, "A1", "USD", Amount.FromDecimal(500), Amount.Zero);

    private static MarketReference GrossAndPublished(string market) => Venue.Reference(market) with
    {
        Instruments = [.. Venue.Reference(market).Instruments.Select(static i => i with { Keeping = PositionKeeping.Gross, Tiers = [new MarketTier(PriceTierKind.Published)] })],
        Opening = new OpeningSet(Venue.Day, [], new Dictionary<string, decimal>()),
    };

    private static Task SendAsync(Scenario scenario, int partition, TradeMessage record) =>
        scenario.Feeder.SendRawAsync(partition, TradeEncoder.Encode(record, TradeFormat.Json), Scenario.Token);

    private static async Task<(string?, long?)> SourceAndCountAsync(Scenario scenario)
    {
        var run = await scenario.Ledger.RunAsync();
        return (run.Source, run.TradeCount);
    }
}
