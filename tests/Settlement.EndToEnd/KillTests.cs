using Settlement.EndToEnd.Support;

namespace Settlement.EndToEnd;

/// <summary>
/// The leader's process is killed at each crash point, in each mode: one result, one marker, and the digest that the trades alone give.
/// </summary>
public abstract class KillTests(World world, string groupMode, string recovery)
{
    public static TheoryData<string> Points => new(
        "BarrierDrawn", "Drained", "BeforeLedgerCommit", "AfterLedgerCommit", "BeforePublicationCommit", "AfterPublicationCommit", "BeforeStatus");

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_leader_killed_in_the_close_leaves_one_result(string point)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode, Recovery = recovery });
        await scenario.ApplyAsync();
        await scenario.FeedAsync();
        var leader = await scenario.LeaderAsync();
        await scenario.ArmAsync(leader, point, "Kill");

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
        Assert.True(scenario.HasFired(leader), $"{point} did not fire in {leader}");
        if (point != "BeforeStatus")
            Assert.True((await scenario.Ledger.EpochsAsync()).Count >= 2, "nobody took over");
    }
}

public sealed class KillDistinctCheckpointTests(World world) : KillTests(world, "Distinct", "Checkpoint");

public sealed class KillDistinctReplayTests(World world) : KillTests(world, "Distinct", "Replay");

public sealed class KillSharedCheckpointTests(World world) : KillTests(world, "Shared", "Checkpoint");

public sealed class KillSharedReplayTests(World world) : KillTests(world, "Shared", "Replay");
