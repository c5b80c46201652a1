using System.Globalization;
using Npgsql;
using Settlement.EndToEnd.Support;

namespace Settlement.EndToEnd;

/// <summary>What people do with resources.</summary>
public sealed class ResourceTests(World world)
{
    [Fact]
    public async Task A_second_run_for_a_settled_day_ends_as_failed_and_touches_nothing()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.AssertSettledOnceAsync();
        var epochs = await scenario.Ledger.EpochsAsync();

        var second = scenario.Run + "-again";
        await scenario.ApplyAsync(name: second);
        await scenario.StatusAsync("the second run failed", s => (string?)s["phase"] == "Failed" && s.ToJsonString().Contains("AlreadySettled", StringComparison.Ordinal), second);

        Assert.Equal(epochs, await scenario.Ledger.EpochsAsync());
        await scenario.AssertSettledOnceAsync();
        await scenario.DeleteAsync(second);
    }

    [Fact]
    public async Task Deleting_a_run_takes_its_settlers_away_and_leaves_the_ledger()
    {
        await using var scenario = await Scenario.PrepareAsync(world);
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        await scenario.LeaderAsync();

        await scenario.LeaveAsync();

        Assert.Equal("Initialised", await scenario.Ledger.StageAsync());
    }

    [Fact]
    public async Task A_run_of_the_next_day_waits_for_the_day_before()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        var next = scenario.Run + "-next";
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        await scenario.ApplyAsync(static run => { run["spec"]!["tradingDay"] = "2013-10-09"; return run; }, next);
        await scenario.ConditionAsync("Initialised", "False", "WaitingForPredecessor", next);

        await scenario.CloseAsync();
        await scenario.AssertSettledOnceAsync();

        await scenario.StatusAsync("the next day consumes", s => (string?)s["phase"] == "Consuming", next);
        Assert.Equal(2, await scenario.Ledger.RunsAsync());
        await scenario.DeleteAsync(next);
    }

    [Fact]
    public async Task An_absent_topic_is_waited_for()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { CreateTopic = false, Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.ConditionAsync("Initialised", "False", "TopicAbsent");

        await scenario.CreateTopicAsync();
        await scenario.FeedAsync();
        await scenario.LeaderAsync();
        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task A_wrong_password_of_the_ledger_is_said_and_the_day_goes_on_with_the_right_one()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { LedgerKey = "password", Settlers = 1 });
        var ledger = new NpgsqlConnectionStringBuilder(world.Sandbox.Postgres.Ledger);
        await scenario.SetSecretKeyAsync("password", new NpgsqlConnectionStringBuilder(ledger.ConnectionString) { Password = "wrong" }.ConnectionString);
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        await scenario.ConditionAsync("Initialised", "False", "LedgerAccessDenied", says: "check user and password");

        await scenario.SetSecretKeyAsync("password", ledger.ConnectionString);
        // A pod reads its secrets when it starts.
        foreach (var pod in await scenario.PodsAsync())
            await scenario.ForceDeleteAsync(pod.Metadata.Name);

        await SettlesAsync(scenario);
    }

    [Fact]
    public async Task An_absent_broker_is_said_and_the_day_goes_on_when_it_appears()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        var real = world.Sandbox.Kafka.BootstrapServers.Split(',')[0].Split(':');
        await using var broker = new LateServer(real[0], int.Parse(real[1], CultureInfo.InvariantCulture));
        var address = $"127.0.0.1:{broker.Port}";
        await scenario.ApplyAsync(run => { run["spec"]!["consumption"]!["kafka"]!["bootstrapServers"] = address; return run; });
        await scenario.FeedAsync();
        await scenario.ConditionAsync("Initialised", "False", "KafkaUnavailable", says: $"Kafka at {address} cannot be reached");

        broker.Appear();

        await SettlesAsync(scenario);
    }

    [Fact]
    public async Task An_absent_ledger_is_said_and_the_day_goes_on_when_it_appears()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { LedgerKey = "later", Settlers = 1 });
        var ledger = new NpgsqlConnectionStringBuilder(world.Sandbox.Postgres.Ledger);
        await using var server = new LateServer(ledger.Host!, ledger.Port);
        ledger.Port = server.Port;
        await scenario.SetSecretKeyAsync("later", ledger.ConnectionString);
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        await scenario.ConditionAsync("Initialised", "False", "LedgerUnavailable", says: $"the ledger at 127.0.0.1:{server.Port}/");

        server.Appear();

        await SettlesAsync(scenario);
        // Its settlers still use the connection that is about to go.
        await scenario.LeaveAsync();
    }

    private static async Task SettlesAsync(Scenario scenario)
    {
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.AssertSettledOnceAsync();
    }
}
