using Settlement.EndToEnd.Support;

namespace Settlement.EndToEnd;

/// <summary>
/// The leader's process is stopped at each crash point for longer than its lease, a successor takes over, and the process is let go again: it writes nothing
/// any more, and leaves.
/// </summary>
public abstract class PauseTests(World world, string groupMode)
{
    private const int Fenced = 3;

    public static TheoryData<string> Points => new(
        "BarrierDrawn", "Drained", "BeforeLedgerCommit", "AfterLedgerCommit", "BeforePublicationCommit", "AfterPublicationCommit");

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_leader_that_wakes_up_after_its_successor_has_taken_over_is_refused_and_leaves(string point)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode });
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        var leader = await scenario.LeaderAsync();
        await scenario.ArmAsync(leader, point, "Pause");

        await scenario.CloseAsync();
        await scenario.LeaderAsync(epoch: 2);
        await Processes.ContinueAsync(scenario, leader);

        await Killed.EndedAsync(scenario, leader, Fenced);
        await scenario.AssertSettledOnceAsync();
    }
}

public sealed class PauseDistinctTests(World world) : PauseTests(world, "Distinct");

public sealed class PauseSharedTests(World world) : PauseTests(world, "Shared");
