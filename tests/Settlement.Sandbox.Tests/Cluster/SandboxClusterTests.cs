using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Cluster;
using Settlement.Sandbox.Cluster.Kubelet;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

/// <summary>Start, stop and disturbances: each test has an API server of its own.</summary>
public sealed class SandboxClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan Fraction = TimeSpan.FromSeconds(0.5);

    private readonly string _folder = Directory.CreateTempSubdirectory("settlement-sandbox-").FullName;
    private ApiServerProcess _server = null!;
    private k8s.Kubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        var server = await ApiServerProcess.StartAsync();
        Assert.SkipWhen(server is null, "SETTLEMENT_APISERVER does not name an API server.");
        _server = server;
        _client = new k8s.Kubernetes(server.Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Cluster_that_has_a_node_is_refused_and_stays_untouched()
    {
        await _client.CoreV1.CreateNodeAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "real" } }, cancellationToken: TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<SandboxClusterException>(StartAsync);

        Assert.Contains("already has the node real", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("real", Assert.Single((await _client.CoreV1.ListNodeAsync(cancellationToken: TestContext.Current.CancellationToken)).Items).Name());
    }

    [Fact]
    public async Task Second_sandbox_on_the_same_state_directory_is_refused()
    {
        await using var first = await StartAsync();

        var refusal = await Assert.ThrowsAsync<SandboxClusterException>(StartAsync);

        Assert.Contains(_folder, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_leaves_no_process_and_no_node_and_the_next_sandbox_runs_the_pods_again()
    {
        var space = new TestNamespace(_client, "default");
        int pid;
        await using (await StartAsync())
        {
            await space.CreateAsync("stays", Script("trap '' TERM; echo up; while :; do sleep 0.05; done"));
            await space.LoggedAsync("stays", "up");
            pid = Pid(await space.RunningAsync("stays"));
        }

        Assert.False(IsAlive(pid));
        Assert.Empty((await _client.CoreV1.ListNodeAsync(cancellationToken: TestContext.Current.CancellationToken)).Items);
        var stopped = (await space.FindAsync("stays"))!;
        Assert.False(IsReady(stopped));
        Assert.Equal(137, State(stopped)!.Terminated.ExitCode);

        await using var next = await StartAsync();
        var again = await space.WaitAsync("stays", "its second life", found => State(found)?.Running is not null);
        Assert.Equal(1, Status(again).RestartCount);
    }

    [Fact]
    public async Task What_a_killed_sandbox_left_running_is_ended_before_the_next_one_starts()
    {
        using var leftover = System.Diagnostics.Process.Start("setsid", ["sleep", "1000"]);
        await UntilAsync("its own session", () => File.ReadAllTextAsync($"/proc/{leftover.Id}/cmdline"), words => words.StartsWith("sleep", StringComparison.Ordinal));
        using var stranger = System.Diagnostics.Process.Start("setsid", ["sleep", "1000"]);
        var records = Directory.CreateDirectory(Path.Combine(_folder, "processes")).FullName;
        await File.WriteAllTextAsync(Path.Combine(records, $"{leftover.Id}"), HostProcesses.StartTicks(leftover.Id), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(records, $"{stranger.Id}"), "1", TestContext.Current.CancellationToken);

        await using var cluster = await StartAsync();

        await leftover.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task Pods_live_and_die_through_closed_watches_compaction_and_an_absent_server()
    {
        await using var cluster = await StartAsync();
        var space = new TestNamespace(_client, "default");
        await StatefulSetTests.CreateAsync(space, "tough", 2, "Parallel", "sleep 1000");
        await StatefulSetTests.WaitAsync(space, "tough", "two ready pods", found => found.Status?.ReadyReplicas == 2);
        var first = await space.ReadyAsync("tough-0");

        await _server.DisturbAsync("compact");
        await _server.DisturbAsync("close-watches");
        await space.DeleteAsync("tough-0", grace: 0);
        var second = await space.WaitAsync("tough-0", "its successor", found => found.Uid() != first.Uid() && IsReady(found));

        await _server.DisturbAsync("unavailable?count=30");
        await _server.DisturbAsync("close-watches");
        using (var victim = System.Diagnostics.Process.GetProcessById(Pid(second)))
        {
            victim.Kill();
        }

        await UntilAsync("the end of the victim", () => Task.FromResult(IsAlive(Pid(second))), alive => !alive);
        await _server.DisturbAsync("reset");
        await space.WaitAsync("tough-0", "its restart", found => Status(found).RestartCount == 1 && IsReady(found));
        Assert.Empty((await space.FindAsync("tough-1"))!.Status.ContainerStatuses.Where(status => status.RestartCount > 0).ToList());
    }

    [Fact]
    public async Task Cordoned_node_takes_no_pods_until_it_is_uncordoned()
    {
        await using var cluster = await StartAsync();
        var space = new TestNamespace(_client, "default");
        await CordonAsync(true);
        await space.CreateAsync("patient", Script("sleep 100"));
        await space.WaitAsync("patient", "the refusal", found => found.Status.Conditions?.Any(condition => condition is { Type: "PodScheduled", Reason: "Unschedulable" }) == true);

        await CordonAsync(false);

        await space.ReadyAsync("patient");
    }

    [Fact]
    public async Task Exit_of_a_process_is_in_the_api_within_a_fraction_of_a_second()
    {
        await using var cluster = await StartAsync();
        var space = new TestNamespace(_client, "default");
        var fastest = TimeSpan.MaxValue;

        // A busy machine may delay one of them; something that polls would delay all.
        for (var round = 0; round < 10 && fastest > Fraction; round++)
        {
            var elapsed = await KillAsync(space, $"quick-{round}");
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        Assert.InRange(fastest, TimeSpan.Zero, Fraction);
    }

    /// <returns>Time from the kill until the pod's status shows it.</returns>
    private static async Task<TimeSpan> KillAsync(TestNamespace space, string pod)
    {
        await space.CreateAsync(pod, Script("sleep 1000", spec => spec.RestartPolicy = "Never"));
        var pid = Pid(await space.RunningAsync(pod));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using (var victim = System.Diagnostics.Process.GetProcessById(pid))
        {
            victim.Kill();
        }

        await space.WaitAsync(pod, "its failure", found => found.Status.Phase == "Failed");
        return watch.Elapsed;
    }

    private Task<SandboxCluster> StartAsync() =>
        SandboxCluster.StartAsync(_server.Configuration, ClusterFixture.Options(_folder), TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    private Task<V1Node> CordonAsync(bool unschedulable) =>
        _client.CoreV1.PatchNodeAsync(new V1Patch(new { spec = new { unschedulable } }, V1Patch.PatchType.MergePatch), "sandbox");
}
