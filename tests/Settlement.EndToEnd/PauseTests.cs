using Settlement.EndToEnd.Support;

namespace Settlement.EndToEnd;

/// <summary>
/// The leader's process is stopped at each crash point for longer than its lease, a successor takes over, and the process is let go again: it writes nothing
/// any more, and leaves. A leader that is stopped after it has published needs no successor in the ledger, only one that tells.
/// </summary>
public abstract class PauseTests(World world, string groupMode)
{
    private const int Ok = 0;
    private const int Fenced = 3;

    protected async Task WakesUpRefusedAsync(string point)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode });
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        var leader = await scenario.LeaderAsync();
        await scenario.ArmAsync(leader, point, "Pause");

        await scenario.CloseAsync();
        await scenario.LeaderAsync(epoch: 2);
        await Processes.ContinueAsync(await Processes.PidAsync(scenario, leader));

        await Killed.EndedAsync(scenario, leader, Fenced);
        await scenario.AssertSettledOnceAsync();
    }

    protected async Task WakesUpPublishedAsync()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode });
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        var leader = await scenario.LeaderAsync();
        await scenario.ArmAsync(leader, "BeforeStatus", "Pause");
        var pid = await Processes.PidAsync(scenario, leader);

        await scenario.CloseAsync();
        await Processes.StoppedAsync(scenario, pid);
        await scenario.AssertSettledOnceAsync();
        await scenario.LeaseRunsOutAsync(leader);
        var before = await Everything.OfAsync(scenario);
        await Processes.ContinueAsync(pid);

        await Killed.ExitedAsync(scenario, leader, pid, Ok);
        Assert.Equal(before, await Everything.OfAsync(scenario));
        Assert.Single(await scenario.Ledger.EpochsAsync());
        await scenario.AssertSettledOnceAsync();
    }
}

public sealed class PauseDistinctTests(World world) : PauseTests(world, "Distinct")
{
    [Theory]
    [InlineData("BarrierDrawn")]
    [InlineData("Drained")]
    [InlineData("BeforeLedgerCommit")]
    [InlineData("AfterLedgerCommit")]
    [InlineData("BeforePublicationCommit")]
    [InlineData("AfterPublicationCommit")]
    public Task A_leader_that_wakes_up_after_its_successor_has_taken_over_is_refused_and_leaves(string point) => WakesUpRefusedAsync(point);

    [Fact]
    public Task A_run_whose_leader_stops_after_it_has_published_is_reported_by_another_and_the_leader_that_wakes_up_writes_nothing() => WakesUpPublishedAsync();
}

/// <summary>Once the day is drained, it makes no difference who read it.</summary>
public sealed class PauseSharedTests(World world) : PauseTests(world, "Shared")
{
    [Theory]
    [InlineData("BarrierDrawn")]
    [InlineData("Drained")]
    public Task A_leader_that_wakes_up_after_its_successor_has_taken_over_is_refused_and_leaves(string point) => WakesUpRefusedAsync(point);
}
