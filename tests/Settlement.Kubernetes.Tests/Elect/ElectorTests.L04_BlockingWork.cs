using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L04_BlockingWork
{
    private static readonly TimeSpan TestTimeout = Wait.Soon;
    private readonly World _world = new();

    [Fact]
    public async Task Work_that_blocks_its_thread_as_soon_as_it_is_nominated_does_not_stop_renewal()
    {
        using var workMayEnd = new ManualResetEventSlim();
        using var workBegan = new ManualResetEventSlim();
        await using var a = _world.Candidate("a");
        var work = Task.Run(
            async () =>
            {
                await a.CampaignAsync();
                await a.Campaigning.ConfigureAwait(false);
                workBegan.Set();
                Assert.True(workMayEnd.Wait(TestTimeout, CancellationToken.None));
            },
            TestContext.Current.CancellationToken);
        Assert.True(workBegan.Wait(TestTimeout, TestContext.Current.CancellationToken));
        await using var b = await _world.Candidate("b").CampaignAsync();

        await _world.PassAsync(9000);

        Assert.True(a.Leads);
        Assert.False(b.Campaigning.IsCompleted);
        workMayEnd.Set();
        await work;
    }

    [Fact]
    public async Task Work_that_blocks_in_the_continuation_of_the_campaign_does_not_stop_renewal()
    {
        using var workMayEnd = new ManualResetEventSlim();
        using var workBegan = new ManualResetEventSlim();
        await using var a = _world.Candidate("a");
        a.Store.Next(Fault.None, new Fault { After = TimeSpan.FromMilliseconds(50) });
        await a.CampaignAsync();
        var work = a.Campaigning.ContinueWith(
            _ =>
            {
                workBegan.Set();
                Assert.True(workMayEnd.Wait(TestTimeout, CancellationToken.None));
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var blocked = _world.PassAsync(50);
        Assert.True(workBegan.Wait(TestTimeout, TestContext.Current.CancellationToken));

        await _world.PassAsync(9000);

        Assert.True(a.Leads);
        workMayEnd.Set();
        await work;
        await blocked;
    }
}
