using System.Text.Json.Nodes;
using Settlement.EndToEnd.Support;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>What comes after the close: release, rejection, revisions.</summary>
public sealed class CorrectionTests(World world)
{
    [Fact]
    public async Task A_result_to_be_verified_is_published_when_it_is_released()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync(AfterVerification);
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.ConditionAsync("Released", "False", "AwaitingVerification", says: "settlement.marketclose.io/release=official");
        await scenario.ConditionAsync("Settled", "True", "Settled");
        Assert.Equal("Settled", await scenario.Ledger.StageAsync());

        await scenario.AnnotateAsync("release", "official");

        await scenario.AssertSettledOnceAsync();
        await scenario.ConditionAsync("Released", "True", "Released");
    }

    [Fact]
    public async Task A_rejected_result_is_never_published_and_the_next_revision_is_released_by_its_spec()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync(AfterVerification);
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.ConditionAsync("Released", "False", "AwaitingVerification");

        await scenario.AnnotateAsync("reject", "the prices are wrong");

        await scenario.StatusAsync("it failed as rejected", static s =>
            (string?)s["phase"] == "Failed" && ((string?)s["message"])?.Contains("Rejected: the prices are wrong", StringComparison.Ordinal) == true && s["rejectedAt"] is not null);
        await scenario.ConditionAsync("Settled", "True", "Settled");
        Assert.Equal("Settled", await scenario.Ledger.StageAsync());

        var revision = await scenario.ReviseAsync(2, static spec => spec["release"] = "AfterVerification");
        await scenario.ConditionAsync("Released", "False", "AwaitingVerification", revision);
        await scenario.PatchRunAsync("""{"spec":{"release":"Automatic"}}""", revision);

        await scenario.StatusAsync("the revision is published", static s => (string?)s["phase"] == "Published", revision);
        var marker = JsonNode.Parse(Assert.Single(Published(scenario, "runs")))!;
        Assert.Equal((2, (await scenario.LedgerOf(2).RunAsync()).Digest), ((int)marker["revision"]!, (string?)marker["digest"]));
        Assert.Empty(await scenario.LedgerOf(2).DifferencesAsync());
        await scenario.DeleteAsync(revision);
    }

    [Fact]
    public async Task A_late_bust_and_a_late_trade_are_settled_by_a_revision_from_the_feed_and_another_one_from_the_trade_store()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { CloseOnMarker = true, Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await scenario.Feeder.EndSessionAsync(Venue.Day, Scenario.Token);
        await scenario.AssertSettledOnceAsync();
        var first = await scenario.Ledger.RunAsync();
        TradeMessage[] late = [scenario.Trades[0] with { TradeId = "L1", Price = 1310m, Quantity = 7 }, Venue.Bust(scenario.Trades.First(static t => t.Quantity > 0))];
        await scenario.Feeder.SendAsync(late, new FeedPlan { Duplicates = 1 }, Scenario.Token);

        var second = await scenario.ReviseAsync(2, static spec => spec["close"] = new JsonObject());

        await AssertRevisedAsync(scenario, 2, second, "Feed", first.Digest!, [.. scenario.Trades, .. late]);

        TradeMessage another = Venue.Bust(scenario.Trades.Last(static t => t.Quantity > 0));
        await scenario.StoreAsync([.. late, another]);
        var third = await scenario.ReviseAsync(3, static spec =>
        {
            spec["close"] = new JsonObject();
            spec["source"] = "TradeStore";
        });

        await AssertRevisedAsync(scenario, 3, third, "TradeStore", (await scenario.LedgerOf(2).RunAsync()).Digest!, [.. scenario.Trades, .. late, another]);
        Assert.Equal(first, await scenario.Ledger.RunAsync());
        await scenario.DeleteAsync(second);
        await scenario.DeleteAsync(third);
    }

    private static JsonObject AfterVerification(JsonObject run)
    {
        run["spec"]!["release"] = "AfterVerification";
        return run;
    }

    private static async Task AssertRevisedAsync(Scenario scenario, int revision, string name, string source, string before, IReadOnlyList<TradeMessage> trades)
    {
        await scenario.StatusAsync($"revision {revision} is published", static s => (string?)s["phase"] == "Published", name);
        var (ledger, key) = (scenario.LedgerOf(revision), scenario.Key with { Revision = revision });
        var run = await ledger.RunAsync();
        Assert.Equal((Venue.ExpectedDigest(key, await ledger.ReferenceAsync(), trades), source), (run.Digest, run.Source));
        await scenario.StatusAsync("both digests are shown", s => (string?)s["digest"] == run.Digest && (string?)s["previousDigest"] == before, name);

        var differences = await ledger.DifferencesAsync();
        Assert.Contains(differences, static d => d is { Kind: "run", Figure: "bustCount" });
        Assert.Contains(differences, static d => d is { Kind: "position", Figure: "dayProfit" });
        var marker = Published(scenario, "runs").Select(static m => JsonNode.Parse(m)!).Single(m => (int)m["revision"]! == revision);
        Assert.Equal((before, run.Digest, revision - 1), ((string?)marker["previousDigest"], (string?)marker["digest"], (int)marker["previousRevision"]!));
        Assert.Equal(differences.Count, Published(scenario, "differences").Count(d => (int)JsonNode.Parse(d)!["revision"]! == revision));
    }

    private static IReadOnlyList<string> Published(Scenario scenario, string topic) => PublishedTopic.Read(scenario.World.Sandbox.Kafka.BootstrapServers, $"{scenario.Run}.{topic}");
}
