using k8s.Models;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class PodRunTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Pod_with_an_unknown_image_is_refused_and_told_what_can_run()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("alien", Script("sleep 100", spec => spec.Containers[0].Image = "nginx:1.29"));

        var pod = await space.WaitAsync("alien", "the refusal", found => State(found)?.Waiting?.Reason == "ImagePullBackOff");

        Assert.Contains("only settlement:dev can run in the sandbox", State(pod)!.Waiting.Message, StringComparison.Ordinal);
        Assert.Equal("Pending", pod.Status.Phase);
        Assert.NotEmpty(await space.EventsAsync("alien", "Failed"));
    }

    [Fact]
    public async Task Pod_becomes_a_process_with_its_own_address_and_session()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("one", Script("sleep 100"));
        await space.CreateAsync("two", Script("sleep 100"));

        var one = await space.ReadyAsync("one");
        var two = await space.ReadyAsync("two");

        Assert.Equal("Running", one.Status.Phase);
        Assert.StartsWith("127.", one.Status.PodIP, StringComparison.Ordinal);
        Assert.NotEqual("127.0.0.1", one.Status.PodIP);
        Assert.NotEqual(one.Status.PodIP, two.Status.PodIP);
        Assert.Equal("sandbox", one.Spec.NodeName);
        var stat = (await File.ReadAllTextAsync($"/proc/{Pid(one)}/stat", TestContext.Current.CancellationToken)).Split(") ")[1].Split(' ');
        Assert.Equal([Pid(one).ToString(), Pid(one).ToString()], stat[2..4]);
    }

    [Fact]
    public async Task Pod_that_may_not_restart_ends_with_its_exit_code()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("fails", Script("exit 3", spec => spec.RestartPolicy = "Never"));
        await space.CreateAsync("works", Script("exit 0", spec => spec.RestartPolicy = "OnFailure"));

        var fails = await space.WaitAsync("fails", "its failure", found => found.Status.Phase == "Failed");
        var works = await space.WaitAsync("works", "its success", found => found.Status.Phase == "Succeeded");

        Assert.Equal((3, "Error"), (State(fails)!.Terminated.ExitCode, State(fails)!.Terminated.Reason));
        Assert.Equal((0, "Completed"), (State(works)!.Terminated.ExitCode, State(works)!.Terminated.Reason));
        await space.DeleteAsync("fails");
        await space.GoneAsync("fails");
    }

    [Fact]
    public async Task Crashing_container_is_restarted_with_growing_back_off()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("crash", Script("echo run; exit 1"));

        await space.WaitAsync("crash", "the back-off", found => State(found)?.Waiting?.Reason == "CrashLoopBackOff");
        var pod = await space.WaitAsync("crash", "its third restart", found => Status(found).RestartCount >= 3);

        Assert.Equal(1, Status(pod).LastState.Terminated.ExitCode);
        Assert.NotEmpty(await space.EventsAsync("crash", "BackOff"));
        Assert.Equal("run\n", await space.LogAsync("crash", previous: true));
    }

    [Fact]
    public async Task Process_killed_from_outside_is_reported_with_its_signal_and_restarted_at_once()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("victim", Script("sleep 100"));
        var pid = Pid(await space.RunningAsync("victim"));

        var before = DateTimeOffset.UtcNow;
        using (var victim = System.Diagnostics.Process.GetProcessById(pid))
        {
            victim.Kill();
        }

        var pod = await space.WaitAsync("victim", "its restart", found => Status(found).RestartCount == 1 && State(found)?.Running is not null);
        Assert.Equal((137, 9), (Status(pod).LastState.Terminated.ExitCode, Status(pod).LastState.Terminated.Signal));
        var killed = Assert.Single(await space.EventsAsync("victim", "Killed"));
        Assert.Equal((pid.ToString(), "9"), (killed.Metadata.Annotations["sandbox.settlement.marketclose.io/pid"], killed.Metadata.Annotations["sandbox.settlement.marketclose.io/signal"]));
        Assert.InRange(killed.EventTime!.Value, before.UtcDateTime.AddMilliseconds(-1), DateTime.UtcNow);
    }

    [Fact]
    public async Task Init_containers_run_one_after_another_before_the_others()
    {
        var space = await cluster.NamespaceAsync();
        var trace = Path.Combine(cluster.StateDirectory, space.Name + ".trace");
        await space.CreateAsync("init", Script($"echo main >> {trace}; sleep 100", spec => spec.InitContainers =
        [
            new V1Container { Name = "first", Image = ClusterFixture.Image, Args = [$"echo first >> {trace}"] },
            new V1Container { Name = "second", Image = ClusterFixture.Image, Args = [$"echo second >> {trace}"] },
        ]));

        await space.ReadyAsync("init");

        await UntilAsync("the main container's line", () => File.ReadAllTextAsync(trace), text => text == "first\nsecond\nmain\n");
    }
}
