using Settlement.EndToEnd.Support;
using Settlement.Kafka.Publication;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Faults;

namespace Settlement.EndToEnd;

/// <summary>What no broker does at will: acks lost after the append, commits that come late, a coordinator that moves. One result, and the digest that the trades alone give.</summary>
[Trait("Kafka", "embedded")]
public sealed class BrokerFaultTests(World world)
{
    private FaultPlan Faults => world.Broker.Faults;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Acks_that_are_lost_after_the_append_are_duplicates_of_a_plain_producer_alone(bool idempotent)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { IdempotentFeed = idempotent, Settlers = 1 });
        await scenario.ApplyAsync();
        using var fault = Faults.Add(new FaultMatch { Apis = [ApiKey.Produce], Topic = scenario.Topic }, FaultAction.CloseInsteadOfReply, times: 3);
        await scenario.FeedAsync(new FeedPlan());
        Assert.Equal(3, fault.Hits);
        await scenario.LeaderAsync();

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
        Assert.Equal(idempotent, (await scenario.Ledger.RunAsync()).Duplicates == 0);
    }

    [Fact]
    public async Task A_commit_of_the_publication_whose_reply_is_lost_is_asked_for_again_and_publishes_once()
    {
        await using var scenario = await ReadyAsync(settlers: 1);
        using var fault = Faults.Add(OfPublication(scenario, ApiKey.EndTxn), FaultAction.CloseInsteadOfReply);

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
        Assert.Equal(1, fault.Hits);
        Assert.Single(await scenario.Ledger.EpochsAsync());
    }

    [Fact]
    public async Task A_commit_that_comes_after_its_sender_has_died_does_not_commit_the_successors_transaction()
    {
        await using var scenario = await ReadyAsync(settlers: 2);
        var leader = await scenario.LeaderAsync();
        using var late = Faults.Add(OfPublication(scenario, ApiKey.EndTxn), FaultAction.Hold);
        using var successors = Faults.Add(OfPublication(scenario, ApiKey.EndTxn), FaultAction.Hold);
        await scenario.CloseAsync();
        await HitAsync(scenario, late, "the commit is on its way");
        await scenario.ForceDeleteAsync(leader);
        await HitAsync(scenario, successors, "the successor has initialised, sent everything and asked for the commit");
        var open = Ends(scenario);

        // Of the producer that died: it carries an epoch that the successor's initialisation has ended.
        late.Release();

        Assert.Empty(PublishedTopic.Read(scenario.World.Sandbox.Kafka.BootstrapServers, $"{scenario.Run}.runs"));
        Assert.Equal(open, Ends(scenario));
        successors.Release();
        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task A_coordinator_that_moves_in_the_publication_delays_it_and_no_more()
    {
        await using var scenario = await ReadyAsync(settlers: 1);
        using var begun = Faults.Add(OfPublication(scenario, ApiKey.AddPartitionsToTxn), FaultAction.Hold);
        await scenario.CloseAsync();
        await HitAsync(scenario, begun, "the publication has begun");

        var moved = Faults.MoveCoordinator(KafkaPublication.TransactionalIdOf(scenario.Key));
        begun.Release();

        await scenario.AssertSettledOnceAsync();
        Assert.All(moved, static fault => Assert.Equal(3, fault.Hits));
        Assert.Single(await scenario.Ledger.EpochsAsync());
    }

    [Theory]
    [InlineData("Distinct")]
    [InlineData("Shared")]
    public async Task A_broker_that_restarts_in_the_drain_forgets_its_members_and_loses_no_trade(string groupMode)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode });
        await scenario.ApplyAsync();
        using var stall = Faults.StallFetches(scenario.Topic, 1);
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.StageAsync("Closing");

        await world.Broker.RestartAsync();
        stall.Dispose();

        await scenario.AssertSettledOnceAsync();
    }

    [Theory]
    [InlineData("TradeStore")]
    [InlineData("Halt")]
    public async Task A_partition_that_cannot_be_fetched_is_named_and_then_goes_by_policy(string then)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Then = then, DrainTimeout = "8s", Settlers = 1 });
        await scenario.ApplyAsync();
        using var stall = Faults.StallFetches(scenario.Topic, 1);
        await scenario.FeedAsync();
        await scenario.LeaderAsync();

        await scenario.CloseAsync();

        await scenario.ConditionAsync("InputComplete", "False", "Draining", says: "partition 1: at offset 0 of");
        if (then == "Halt")
        {
            await scenario.ConditionAsync("InputComplete", "False", "DrainTimedOut", says: "partition 1: at offset 0 of");
            Assert.Equal("Closing", await scenario.Ledger.StageAsync());
            stall.Dispose();
        }
        await scenario.AssertSettledOnceAsync(source: then == "Halt" ? "Feed" : "TradeStore");
    }

    // Fed, with a leader, just before the close.
    private async Task<Scenario> ReadyAsync(int settlers)
    {
        var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = settlers });
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        return scenario;
    }

    private static FaultMatch OfPublication(Scenario scenario, ApiKey api) => new() { Apis = [api], TransactionalId = KafkaPublication.TransactionalIdOf(scenario.Key) };

    private static Task HitAsync(Scenario scenario, InjectedFault fault, string what) =>
        Wait.UntilAsync($"{scenario.Market}: {what}", Timeouts.Published, () => Task.FromResult(fault.Hits > 0), scenario.DiagnoseAsync);

    private static string Ends(Scenario scenario) => string.Join(", ", PublishedTopic.Ends(scenario.World.Sandbox.Kafka.BootstrapServers, $"{scenario.Run}.runs"));
}
