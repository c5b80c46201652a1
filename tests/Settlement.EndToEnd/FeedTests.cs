using System.Text;
using System.Text.Json.Nodes;
using Settlement.EndToEnd.Support;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>Feeds as venues have them on bad days.</summary>
public sealed class FeedTests(World world)
{
    [Theory]
    [InlineData("Json")]
    [InlineData("Protobuf")]
    public async Task An_undisturbed_day_gives_the_digest_of_the_trade_store(string format)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Format = format, CloseOnMarker = true });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await scenario.Feeder.EndSessionAsync(Venue.Day, Scenario.Token);

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task Duplicates_are_counted_and_aborted_transactions_are_not()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        var sent = await scenario.FeedAsync(new FeedPlan { Duplicates = 37, AbortedTransactions = 5 });
        await scenario.LeaderAsync();

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
        Assert.Equal(37, sent.Duplicates);
        Assert.Equal(37, (await scenario.Ledger.RunAsync()).Duplicates);
    }

    [Fact]
    public async Task Trades_of_an_earlier_day_are_not_settled_and_the_ledger_lists_where_they_are()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await scenario.Feeder.SendAsync(Venue.Trades(5, seed: 7, Venue.Day.AddDays(-1)), new FeedPlan(), Scenario.Token);
        await scenario.LeaderAsync();

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
        Assert.Equal(5, (await scenario.Ledger.RunAsync()).Late);
        var late = await scenario.Ledger.LateTradesAsync();
        Assert.Equal(["T1", "T2", "T3", "T4", "T5"], late.Select(static l => l.TradeId).Order());
        Assert.All(late, l =>
        {
            var record = JsonNode.Parse(PublishedTopic.RecordAt(scenario.World.Sandbox.Kafka.BootstrapServers, scenario.Topic, l.Partition, l.Offset))!;
            Assert.Equal((l.TradeId, "2013-10-07", l.Sequence), ((string?)record["tradeId"], (string?)record["tradingDay"], (long)record["sequence"]!));
            Assert.Equal(Venue.Day.AddDays(-1), l.Day);
        });
    }

    [Fact]
    public async Task Trades_of_a_transaction_that_is_open_at_the_close_are_settled_when_it_commits()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan { OpenTransaction = 25 });
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.StatusAsync("the drain waits", s => s["conditions"]!.AsArray().Any(c => ((string?)c!["message"])?.Contains("partition", StringComparison.Ordinal) == true));
        Assert.Equal("Closing", await scenario.Ledger.StageAsync());

        scenario.Feeder.CommitOpenTransaction();

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task A_hole_keeps_the_run_open_until_the_missing_trade_comes()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Then = "Halt", Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan { Skip = new HashSet<(int, long)> { (1, 17) } });
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.StatusAsync("the hole is named", s => s.ToJsonString().Contains("partition 1: sequence 17 missing", StringComparison.Ordinal));

        await scenario.Feeder.SendSkippedAsync(Scenario.Token);

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task A_hole_that_stays_goes_to_the_trade_store()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { DrainTimeout = "2s", Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan { Skip = new HashSet<(int, long)> { (1, 17) } });
        await scenario.LeaderAsync();

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync(source: "TradeStore");
    }

    [Theory]
    [InlineData("Distinct", """{"sequence":9999,"kind":"Trade","tradeId":"bad"}""", "tradingDay")]
    [InlineData("Shared", "not json at all", "partition 0")]
    [InlineData("Distinct", """{"sequence":134,"kind":"Trade","tradeId":"B1","tradingDay":"2013-10-08","instrument":"GCX9","price":"1","quantity":"1","executedAt":1,"buyer":{"participant":"P01","account":"A1"},"seller":{"participant":"P02","account":"A1"}}""", "GCX9")]
    [InlineData("Distinct", """{"sequence":134,"kind":"Trade","tradeId":"B1","tradingDay":"2013-10-08","instrument":"GCZ3","price":"1.23","quantity":"1","executedAt":1,"buyer":{"participant":"P01","account":"A1"},"seller":{"participant":"P02","account":"A1"}}""", "price")]
    [InlineData("Distinct", """{"sequence":134,"kind":"Trade","tradeId":"B1","tradingDay":"2013-10-08","instrument":"GCZ3","price":"99999999999999999999","quantity":"1","executedAt":1,"buyer":{"participant":"P01","account":"A1"},"seller":{"participant":"P02","account":"A1"}}""", "price")]
    public async Task A_record_that_cannot_be_processed_trips_the_listener_and_the_day_comes_from_the_trade_store(string groupMode, string record, string named)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode, DrainTimeout = "3s", Settlers = groupMode == "Shared" ? 2 : 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await scenario.Feeder.SendRawAsync(0, Encoding.UTF8.GetBytes(record), Scenario.Token);
        await scenario.LeaderAsync();
        await scenario.StatusAsync("a tripped member says why", s => s["members"]?.AsObject().Any(m =>
            (string?)m.Value!["listener"] == "Tripped"
            && ((string?)m.Value["listenerMessage"])?.Contains($"topic {scenario.Topic}, partition 0, offset", StringComparison.Ordinal) == true
            && ((string?)m.Value["listenerMessage"])!.Contains(named, StringComparison.Ordinal)) == true);

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync(source: "TradeStore");
    }

    [Fact]
    public async Task A_tripped_listener_with_halt_blocks_the_run()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Then = "Halt", Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await scenario.Feeder.SendRawAsync(2, "[]"u8.ToArray(), Scenario.Token);
        await scenario.LeaderAsync();
        await scenario.CloseAsync();

        // The listener's state is shown before the close begins, too: only then does the run wait for it.
        await scenario.StageAsync("Closing");
        await scenario.ConditionAsync("InputComplete", "False", "ListenerTripped");

        Assert.Equal("Closing", await scenario.Ledger.StageAsync());
        Assert.Null((await scenario.Ledger.RunAsync()).Digest);
    }

    [Fact]
    public async Task A_conflict_blocks_the_run_and_names_the_gate()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        var other = JsonNode.Parse(Encoding.UTF8.GetString(Kafka.Wire.TradeEncoder.Encode(scenario.Trades[0] with { Sequence = 1, Price = 1m }, Kafka.Wire.TradeFormat.Json)))!;
        await scenario.Feeder.SendRawAsync(0, Encoding.UTF8.GetBytes(other.ToJsonString()), Scenario.Token);
        await scenario.LeaderAsync();
        await scenario.CloseAsync();

        await scenario.StatusAsync("the gate is named", s => s.ToJsonString().Contains("NoSequenceConflict", StringComparison.Ordinal));

        Assert.Contains("NoSequenceConflict", await scenario.Ledger.GatesAsync());
        Assert.Equal("Closing", await scenario.Ledger.StageAsync());
    }

    [Fact]
    public async Task A_changed_number_of_partitions_is_said_and_the_feed_is_not_used()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await scenario.LeaderAsync();
        await scenario.AddPartitionAsync(4);

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync(source: "TradeStore");
    }
}
