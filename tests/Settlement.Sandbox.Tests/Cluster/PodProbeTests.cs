using System.Net;
using k8s.Models;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class PodProbeTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Failing_liveness_restarts_the_container()
    {
        var space = await cluster.NamespaceAsync();
        await using var health = new HealthServer(HttpStatusCode.ServiceUnavailable);
        await space.CreateAsync("sick", Script("sleep 100", spec => spec.Containers[0].LivenessProbe = health.Probe(failureThreshold: 2)));

        var pod = await space.WaitAsync("sick", "its restart", found => Status(found).RestartCount >= 1);

        Assert.Equal(143, Status(pod).LastState.Terminated.ExitCode);
        await UntilAsync("two failed probes", () => space.EventsAsync("sick", "Unhealthy"), events => events.Count >= 2);
        Assert.NotEmpty(await space.EventsAsync("sick", "Killing"));
    }

    [Fact]
    public async Task Readiness_follows_its_probe_in_both_directions()
    {
        var space = await cluster.NamespaceAsync();
        await using var health = new HealthServer(HttpStatusCode.ServiceUnavailable);
        await space.CreateAsync("moody", Script("sleep 100", spec => spec.Containers[0].ReadinessProbe = health.Probe(failureThreshold: 1)));
        await space.EventsAsync("moody", "Unhealthy");
        Assert.False(IsReady((await space.FindAsync("moody"))!));

        health.Answer = HttpStatusCode.OK;
        await space.ReadyAsync("moody");
        health.Answer = HttpStatusCode.InternalServerError;

        var pod = await space.WaitAsync("moody", "the loss of readiness", found => !IsReady(found));
        Assert.Equal(0, Status(pod).RestartCount);
    }

    [Fact]
    public async Task Container_that_never_starts_up_is_not_asked_for_readiness_and_is_restarted()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("slow", Script("sleep 100", spec => spec.Containers[0].StartupProbe =
            new V1Probe { PeriodSeconds = 1, FailureThreshold = 1, Exec = new V1ExecAction { Command = ["false"] } }));

        var running = await space.RunningAsync("slow");
        Assert.False(IsReady(running));

        await space.WaitAsync("slow", "its restart", found => Status(found).RestartCount >= 1);
    }

    [Fact]
    public async Task Tcp_probe_connects_to_the_pods_own_address()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("deaf", Script("sleep 100", spec => spec.Containers[0].ReadinessProbe =
            new V1Probe { PeriodSeconds = 1, TcpSocket = new V1TCPSocketAction { Port = "9" } }));

        var failure = (await space.EventsAsync("deaf", "Unhealthy"))[0];

        Assert.StartsWith("Readiness probe failed: ", failure.Note, StringComparison.Ordinal);
        Assert.False(IsReady((await space.FindAsync("deaf"))!));
    }
}
