using Settlement.EndToEnd.Support;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>More than one part is lost at once.</summary>
public sealed class LossTests(World world)
{
    [Theory]
    [InlineData("Distinct")]
    [InlineData("Shared")]
    public async Task All_settlers_killed_in_the_close_come_back_to_one_result(string groupMode)
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = groupMode });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan { OpenTransaction = 10 });
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.StageAsync("Closing");

        foreach (var pod in await scenario.PodsAsync())
            await scenario.ForceDeleteAsync(pod.Metadata.Name);
        await scenario.LeaderAsync(epoch: 2);
        scenario.Feeder.CommitOpenTransaction();

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task The_close_needs_no_operator_and_the_status_is_repaired_when_one_comes_back()
    {
        await using var scenario = await Scenario.PrepareAsync(world);
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan { OpenTransaction = 10 });
        await scenario.LeaderAsync();
        await scenario.CloseAsync();
        await scenario.StageAsync("Closing");

        await scenario.DeleteOperatorPodsAsync();
        scenario.Feeder.CommitOpenTransaction();

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task A_settler_that_dies_before_the_close_is_replaced_and_the_day_goes_on()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { GroupMode = "Shared" });
        await scenario.ApplyAsync();
        var leader = await scenario.LeaderAsync();
        await scenario.ForceDeleteAsync(leader);
        await scenario.FeedAsync();
        await scenario.LeaderAsync(epoch: 2);

        await scenario.CloseAsync();

        await scenario.AssertSettledOnceAsync();
    }
}
