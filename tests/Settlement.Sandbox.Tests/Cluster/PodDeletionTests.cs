using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class PodDeletionTests(ClusterFixture cluster)
{
    private const string Stubborn = "trap '' TERM; echo up; while :; do sleep 0.05; done";

    [Fact]
    public async Task Graceful_deletion_lets_the_process_end_itself()
    {
        var space = await cluster.NamespaceAsync();
        var farewell = Path.Combine(cluster.StateDirectory, space.Name + ".farewell");
        await space.CreateAsync("polite", Script($"trap 'echo bye > {farewell}; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
        await space.LoggedAsync("polite", "up");
        var pid = Pid(await space.RunningAsync("polite"));

        await space.DeleteAsync("polite");
        await space.GoneAsync("polite");

        Assert.Equal("bye\n", await File.ReadAllTextAsync(farewell, TestContext.Current.CancellationToken));
        Assert.False(IsAlive(pid));
        Assert.NotEmpty(await space.EventsAsync("polite", "Killing"));
        Assert.NotEmpty(await space.EventsAsync("polite", "Completed"));
    }

    [Fact]
    public async Task Process_that_ignores_the_request_is_killed_after_its_grace_period()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("stubborn", Script(Stubborn));
        await space.LoggedAsync("stubborn", "up");
        var pid = Pid(await space.RunningAsync("stubborn"));

        await space.DeleteAsync("stubborn", grace: 1);
        await space.GoneAsync("stubborn");

        Assert.False(IsAlive(pid));
        var killing = Assert.Single(await space.EventsAsync("stubborn", "Killing"));
        var killed = Assert.Single(await space.EventsAsync("stubborn", "Killed"));
        Assert.InRange((killed.EventTime!.Value - killing.EventTime!.Value).TotalSeconds, 0.9, Patience.TotalSeconds);
    }

    [Fact]
    public async Task Forced_deletion_kills_at_once()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("forced", Script(Stubborn));
        await space.LoggedAsync("forced", "up");
        var pid = Pid(await space.RunningAsync("forced"));

        await space.DeleteAsync("forced", grace: 0);

        await UntilAsync("the death of the process", () => Task.FromResult(IsAlive(pid)), alive => !alive);
        var killed = Assert.Single(await space.EventsAsync("forced", "Killed"));
        Assert.Equal("9", killed.Metadata.Annotations["sandbox.settlement.marketclose.io/signal"]);
        Assert.DoesNotContain(await space.EventsAsync("forced"), item => item.Reason == "Killing");
    }

    [Fact]
    public async Task Stopped_process_is_killed_too()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("paused", Script("echo up; kill -STOP $$; echo never"));
        await space.LoggedAsync("paused", "up");
        var pid = Pid(await space.RunningAsync("paused"));

        await space.DeleteAsync("paused", grace: 1);
        await space.GoneAsync("paused");

        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task The_rest_of_the_process_group_dies_with_its_first_process()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("family", Script("sleep 1000 & echo child $!; wait"));
        var log = await space.LoggedAsync("family", "child ");
        var child = int.Parse(log.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

        await space.DeleteAsync("family", grace: 0);

        await UntilAsync("the death of the child", () => Task.FromResult(IsRunning(child)), running => !running);
    }

    [Fact]
    public async Task Namesake_starts_only_when_the_process_of_its_predecessor_is_dead()
    {
        var space = await cluster.NamespaceAsync();
        var pids = new List<int>();
        for (var round = 0; round < 5; round++)
        {
            await space.CreateAsync("again", Script(Stubborn));
            var pod = await space.RunningAsync("again");
            Assert.All(pids, earlier => Assert.False(IsAlive(earlier)));
            pids.Add(Pid(pod));
            await space.DeleteAsync("again", grace: 0);
        }

        await UntilAsync("the death of the last", () => Task.FromResult(IsAlive(pids[^1])), alive => !alive);
        Assert.Equal(5, pids.Distinct().Count());
    }

    [Fact]
    public async Task Pod_whose_deletion_the_watch_tells_long_after_the_server_knows_it_does_not_end_the_care_for_others()
    {
        var space = await cluster.NamespaceAsync();
        var order = Path.Combine(cluster.StateDirectory, space.Name + ".end");
        await space.CreateAsync("forgotten", Script($"until [ -e {order} ]; do sleep 0.02; done; exit 3"));
        var pid = Pid(await space.RunningAsync("forgotten"));
        await cluster.Server.DisturbAsync("delay?ms=2000&count=1&path=/api/v1/pods");
        await cluster.Server.DisturbAsync("close-watches");

        await space.DeleteAsync("forgotten", grace: 0);
        await File.WriteAllTextAsync(order, "", TestContext.Current.CancellationToken);
        // The end is written to a pod that is no more, so the node is done with it before the watch says so.
        await UntilAsync("the end of the process", () => Task.FromResult(IsAlive(pid)), alive => !alive);

        await space.CreateAsync("next", Script("echo up; sleep 100"));
        await space.LoggedAsync("next", "up");
    }

    private static bool IsRunning(int pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal);
}
