using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Status;

/// <summary>Settlers and the operator write one status, each its own part of it.</summary>
public sealed class MemberStatusOnServerTests(SharedKubeLite shared)
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_settler_writes_its_own_entry_and_the_operator_drops_it_only_when_it_knows_its_news()
    {
        var server = await shared.GetAsync();
        var @namespace = await server.NamespaceAsync(_cancel);
        var runs = new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System);
        var run = await runs.CreateAsync(Samples.New(@namespace), _cancel);
        await ReportAsync(server, run, "comex-settler-0", new RunReport(RunPhase.Consuming, "", "", null));
        await ReportAsync(server, run, "comex-settler-1", new RunReport(RunPhase.Closing, "", "", State(epoch: 2)));
        run = (await runs.GetAsync(@namespace, "comex", _cancel))!;
        Assert.Equal(["comex-settler-0", "comex-settler-1"], run.Status!.Members!.Keys.Order(StringComparer.Ordinal));

        var writer = new RunStatusWriter(runs);
        var status = RunStatusComposer.Compose(run, [], new RunChildren(true, new HashSet<string> { "comex-settler-0" }, []), DateTime.UnixEpoch);
        var shown = await writer.WriteAsync(run, status, _cancel);
        Assert.Equal((RunPhase.Closing, 2L, "comex-settler-1", 42L), (shown.Status!.Phase, shown.Status.Epoch, shown.Status.Leader, shown.Status.Barrier!["0"]));
        Assert.Equal(2, shown.Status.Members!.Count);

        // News that came after the composed status keeps the entry.
        await ReportAsync(server, run, "comex-settler-1", new RunReport(RunPhase.Settled, "", "", State(epoch: 2)));
        Assert.False(await writer.DropAsync(run, shown, new HashSet<string> { "comex-settler-0" }, _cancel));
        var newer = (await runs.GetAsync(@namespace, "comex", _cancel))!;
        Assert.True(await writer.DropAsync(run, newer, new HashSet<string> { "comex-settler-0" }, _cancel));
        Assert.Contains("comex-settler-1", (await runs.GetAsync(@namespace, "comex", _cancel))!.Status!.Members!.Keys);

        // Known news do not; what they said stays in the operator's part, and writing it again sends nothing.
        newer = await writer.WriteAsync(newer, RunStatusComposer.Compose(newer, [], new RunChildren(true, new HashSet<string> { "comex-settler-0" }, []), DateTime.UnixEpoch), _cancel);
        Assert.True(await writer.DropAsync(newer, newer, new HashSet<string> { "comex-settler-0" }, _cancel));
        var left = (await runs.GetAsync(@namespace, "comex", _cancel))!;
        Assert.Equal(["comex-settler-0"], left.Status!.Members!.Keys);
        Assert.Equal((RunPhase.Settled, 2L), (left.Status.Phase, left.Status.Epoch));
        var again = await writer.WriteAsync(left, RunStatusComposer.Compose(left, [], new RunChildren(true, new HashSet<string> { "comex-settler-0" }, []), DateTime.UnixEpoch.AddDays(1)), _cancel);
        Assert.Same(left, again);
    }

    [Fact]
    public async Task A_settler_of_a_deleted_run_is_not_believed_by_its_successor()
    {
        var server = await shared.GetAsync();
        var @namespace = await server.NamespaceAsync(_cancel);
        var runs = new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System);
        var predecessor = Samples.Run(@namespace);
        await runs.CreateAsync(Samples.New(@namespace), _cancel);
        await ReportAsync(server, predecessor, "comex-settler-0", new RunReport(RunPhase.Closing, "", "", State(epoch: 9)));
        var run = (await runs.GetAsync(@namespace, "comex", _cancel))!;
        var children = new RunChildren(true, new HashSet<string> { "comex-settler-0" }, []);
        var shown = await new RunStatusWriter(runs).WriteAsync(run, RunStatusComposer.Compose(run, [], children, DateTime.UnixEpoch), _cancel);
        Assert.Equal((RunPhase.Initialising, null), (shown.Status!.Phase, shown.Status.Epoch));
        Assert.True(await new RunStatusWriter(runs).DropAsync(run, shown, children.Pods, _cancel));
        Assert.Null((await runs.GetAsync(@namespace, "comex", _cancel))!.Status!.Members?.Keys.FirstOrDefault());
    }

    [Fact]
    public async Task A_status_composed_from_an_old_copy_is_refused()
    {
        var server = await shared.GetAsync();
        var @namespace = await server.NamespaceAsync(_cancel);
        var runs = new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System);
        var old = await runs.CreateAsync(Samples.New(@namespace), _cancel);
        await ReportAsync(server, old, "comex-settler-0", new RunReport(RunPhase.Consuming, "", "", null));
        var status = RunStatusComposer.Compose(old, [], new RunChildren(true, new HashSet<string>(), []), DateTime.UnixEpoch);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, (await Assert.ThrowsAsync<ApiException>(() => new RunStatusWriter(runs).WriteAsync(old, status, _cancel))).Status);
    }

    [Fact]
    public async Task A_repeated_event_becomes_a_series()
    {
        var server = await shared.GetAsync();
        var @namespace = await server.NamespaceAsync(_cancel);
        var recorder = Recorder(server);
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        var subject = new EventSubject("settlement.marketclose.io/v1alpha1", "SettlementRun", @namespace, "comex", "u");
        for (var i = 0; i < 3; i++) recorder.Record(subject, "GateFailed", "debits differ from credits by 1.00", isWarning: true);
        var events = new ResourceClient<Eventsv1Event>(server.Admin, TimeProvider.System);
        await Wait.UntilAsync(async () => (await events.ListAsync(new ResourceScope(@namespace), 10, null, _cancel)).Items is [{ Series.Count: 3 }], "one event with a count of three", _cancel);
        var told = (await events.ListAsync(new ResourceScope(@namespace), 10, null, _cancel)).Items.Single();
        Assert.Equal(("Warning", "GateFailed", "debits differ from credits by 1.00", "comex"), (told.Type, told.Reason, told.Note, told.Regarding.Name));
        await stop.CancelAsync();
        await running;
    }

    private async Task ReportAsync(KubeLite server, SettlementRun run, string pod, RunReport report)
    {
        var settler = new SettlerIdentity(run.Metadata.NamespaceProperty, run.Metadata.Name, run.Metadata.Uid, pod, "uid-of-" + pod);
        var writer = new MemberStatusWriter(new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System), Recorder(server), settler, TimeProvider.System, NullLogger<MemberStatusWriter>.Instance);
        using var stop = new CancellationTokenSource();
        var running = writer.RunAsync(stop.Token);
        writer.Member(new MemberReport(true, false, "", 0, 0, null));
        writer.Run(report);
        using var flush = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        flush.CancelAfter(Wait.Soon);
        await writer.FlushAsync(flush.Token);
        await stop.CancelAsync();
        await running;
    }

    private static EventRecorder Recorder(KubeLite server) => new(
        new ResourceClient<Eventsv1Event>(server.Admin, TimeProvider.System), "settlement.marketclose.io/test", "test-0", TimeProvider.System, NullLogger<EventRecorder>.Instance);

    private static RunState State(long epoch) => new()
    {
        Stage = RunStage.Closing,
        Epoch = epoch,
        Leader = "comex-settler-1/uid/random",
        StartedAt = DateTimeOffset.UnixEpoch,
        Barrier = new Dictionary<int, long> { [0] = 42 },
    };
}
