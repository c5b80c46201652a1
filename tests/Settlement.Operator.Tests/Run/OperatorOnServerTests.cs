using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Kubernetes.Watch;
using Settlement.Operator.Hosting;
using Settlement.Operator.Run;

namespace Settlement.Operator.Tests.Run;

/// <summary>The operator with the rights of deploy/operator.yaml and no others, on a real API server. No pods run: settlers are played by the test.</summary>
public sealed class OperatorOnServerTests : IAsyncLifetime
{
    private static readonly (string Namespace, string Name) Operator = ("settlement-system", "settlement-operator");

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly ConcurrentDictionary<(string Group, string Resource, string Verb), int> _used = new();
    private KubeLite _server = null!;
    private ResourceClient<SettlementRun> _runs = null!;
    private ResourceClient<V1StatefulSet> _sets = null!;
    private string _namespace = null!;
    private V1ClusterRole _role = null!;
    private WebApplication? _operator;
    private int _roles;

    public async ValueTask InitializeAsync()
    {
        _server = await KubeLite.StartAsync(ownInstance: true);
        _runs = new ResourceClient<SettlementRun>(_server.Admin, TimeProvider.System);
        _sets = new ResourceClient<V1StatefulSet>(_server.Admin, TimeProvider.System);
        _namespace = await _server.NamespaceAsync(_cancel);
        var manifests = KubernetesYaml.LoadAllFromString(await File.ReadAllTextAsync(KubeLite.RepositoryFile("deploy", "operator.yaml"), _cancel));
        _role = manifests.OfType<V1ClusterRole>().Single();
        await _server.Admin.CreateNamespaceAsync(manifests.OfType<V1Namespace>().Single(), cancellationToken: _cancel);
        await _server.Admin.CreateNamespacedServiceAccountAsync(manifests.OfType<V1ServiceAccount>().Single(), Operator.Namespace, cancellationToken: _cancel);
        await _server.Admin.CreateClusterRoleAsync(_role, cancellationToken: _cancel);
        await _server.Admin.CreateClusterRoleBindingAsync(manifests.OfType<V1ClusterRoleBinding>().Single(), cancellationToken: _cancel);
        await _server.Admin.CreateNamespacedDeploymentAsync(manifests.OfType<V1Deployment>().Single(), Operator.Namespace, cancellationToken: _cancel);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_operator is not null) await StopAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_run_becomes_settlers_shows_their_reports_and_lets_them_go_at_its_end()
    {
        await _runs.CreateAsync(Samples.New(_namespace), _cancel);
        await PhaseAsync(RunPhase.Initialising);
        Assert.Equal(2, (await SetAsync())!.Spec.Replicas);
        Assert.NotNull(await new ResourceClient<V1Lease>(_server.Admin, TimeProvider.System).GetAsync(_namespace, "comex-leader", _cancel));
        Assert.NotNull(await new ResourceClient<V1PodDisruptionBudget>(_server.Admin, TimeProvider.System).GetAsync(_namespace, "comex-settler", _cancel));

        var run = await PhaseAsync(RunPhase.Initialising);
        await PodAsync("comex-settler-0", waiting: "ImagePullBackOff");
        await Wait.UntilAsync(async () => Condition(await RunAsync(), RunConditions.Degraded) is { Status: "True", Reason: "ImagePullBackOff" }, "the pod's trouble is shown", _cancel);
        await PodStateAsync("comex-settler-0", new V1ContainerState { Running = new V1ContainerStateRunning() });
        await Wait.UntilAsync(async () => Condition(await RunAsync(), RunConditions.Degraded) is { Status: "False" }, "the pod's trouble is over", _cancel);
        await PodStateAsync("comex-settler-0", Waiting("ImagePullBackOff"));
        await Wait.UntilAsync(async () => (await EventsAsync("ImagePullBackOff")) is [{ Series.Count: 2 }], "the same trouble again makes one event a series", _cancel);

        await ReportAsync(run, RunPhase.Published);
        run = await PhaseAsync(RunPhase.Published);
        Assert.Equal((1L, "comex-settler-0", "ab"), (run.Status!.Epoch, run.Status.Leader, run.Status.Digest));
        await Wait.UntilAsync(async () => (await SetAsync())!.Spec.Replicas == 0, "the settlers are let go", _cancel);
        await _server.Admin.DeleteNamespacedPodAsync("comex-settler-0", _namespace, cancellationToken: _cancel);
        await Wait.UntilAsync(async () => (await RunAsync()).Status!.Members is null or { Count: 0 }, "the entry of the settler that is gone is dropped", _cancel);
        Assert.Equal("ab", (await RunAsync()).Status!.Digest);

        await StopAsync();
        Assert.Equal("[]", (await _server.DeniedAsync(_cancel)).Trim());
        var granted = Rights(_role.Rules);
        Assert.Empty(_used.Keys.Except(granted));
        // Those of the settlers are held to be given away: see below.
        Assert.Empty(granted.Except(_used.Keys).Except(Rights(SettlerAccess.Role(Samples.Run()).Rules)));
    }

    [Fact]
    public async Task Each_right_of_the_settlers_must_be_held_by_the_operator_to_be_given_away()
    {
        await StopAsync();
        using var connection = _server.Client(Operator);
        var roles = new ResourceClient<V1Role>(connection, TimeProvider.System);
        Assert.Null(await RefusalAsync(roles));
        foreach (var right in Rights(SettlerAccess.Role(Samples.Run()).Rules))
        {
            await HoldAsync(Without(right));
            string? refusal = null;
            await Wait.UntilAsync(async () => (refusal = await RefusalAsync(roles)) is not null, $"without {right} the settlers' role is refused", _cancel);
            Assert.Contains("attempting to grant RBAC permissions not currently held", refusal, StringComparison.Ordinal);
            Assert.Contains($"Resources:[\"{right.Resource}\"]", refusal, StringComparison.Ordinal);
            Assert.Contains($"Verbs:[\"{right.Verb}\"]", refusal, StringComparison.Ordinal);
            await HoldAsync(_role.Rules);
            await Wait.UntilAsync(async () => await RefusalAsync(roles) is null, $"with {right} the settlers' role is made", _cancel);
        }
    }

    [Fact]
    public async Task What_people_delete_or_change_is_made_again_and_a_deleted_run_leaves_nothing()
    {
        await _runs.CreateAsync(Samples.New(_namespace), _cancel);
        await PhaseAsync(RunPhase.Initialising);
        await _server.Admin.DeleteNamespacedRoleAsync("comex-settler", _namespace, cancellationToken: _cancel);
        await _sets.MergeAsync(_namespace, "comex-settler", null, new { spec = new { replicas = 1 } }, "somebody", _cancel);
        await Wait.UntilAsync(
            async () => (await SetAsync())!.Spec.Replicas == 2 && await new ResourceClient<V1Role>(_server.Admin, TimeProvider.System).GetAsync(_namespace, "comex-settler", _cancel) is not null,
            "role and replicas are as the run wants them",
            _cancel);

        await _server.Admin.CustomObjects.DeleteNamespacedCustomObjectAsync(SettlementRun.KubeGroup, SettlementRun.KubeApiVersion, _namespace, SettlementRun.KubePluralName, "comex", cancellationToken: _cancel);
        await Wait.UntilAsync(
            async () => await SetAsync() is null && await new ResourceClient<V1Lease>(_server.Admin, TimeProvider.System).GetAsync(_namespace, "comex-leader", _cancel) is null,
            "everything of the run is gone",
            _cancel);
    }

    [Fact]
    public async Task An_invalid_spec_that_the_server_let_in_starts_nothing_until_it_is_mended()
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => _runs.CreateAsync(Samples.New(_namespace, change: spec => spec.TradeStore = null), _cancel));
        Assert.Contains("tradeStore is required because consumption.onFailure.then is TradeStore", refused.Message, StringComparison.Ordinal);

        // A server that does not evaluate rules, as old ones do not: the operator must see it too.
        await ForgetRulesAsync();
        await _runs.CreateAsync(Samples.New(_namespace, change: spec => spec.TradeStore = null), _cancel);
        await Wait.UntilAsync(async () => Condition(await RunAsync(), RunConditions.Initialised) is { Status: "False", Reason: "InvalidSpec" }, "the problem is shown", _cancel);
        var run = await RunAsync();
        Assert.Equal(RunPhase.Pending, run.Status!.Phase);
        Assert.Contains("spec.tradeStore: is required", run.Status.Message, StringComparison.Ordinal);
        Assert.Null(await SetAsync());
        await _runs.MergeAsync(_namespace, "comex", null, new { spec = new { consumption = new { onFailure = new { then = "Halt" } } } }, "test", _cancel);
        await PhaseAsync(RunPhase.Initialising);
    }

    [Fact]
    public async Task A_settler_can_do_its_work_and_nothing_else()
    {
        await _runs.CreateAsync(Samples.New(_namespace), _cancel);
        await _runs.CreateAsync(Samples.New(_namespace, "other"), _cancel);
        var run = await PhaseAsync(RunPhase.Initialising);
        await ReportAsync(run, RunPhase.Consuming);
        await PhaseAsync(RunPhase.Consuming);
        Assert.Equal("[]", (await _server.DeniedAsync(_cancel)).Trim());

        using var settler = _server.Client((_namespace, "comex-settler"));
        var runs = new ResourceClient<SettlementRun>(settler, TimeProvider.System);
        Func<Task>[] forbidden =
        [
            () => runs.GetAsync(_namespace, "other", _cancel),
            () => runs.ListAsync(new ResourceScope(_namespace), 1, null, _cancel),
            () => runs.MergeAsync(_namespace, "comex", null, new { metadata = new { labels = new { a = "b" } } }, "x", _cancel),
            () => runs.MergeAsync(_namespace, "other", "status", new { status = new { phase = "Failed" } }, "x", _cancel),
            () => new ResourceClient<V1Secret>(settler, TimeProvider.System).GetAsync(_namespace, "databases", _cancel),
            () => new ResourceClient<V1Lease>(settler, TimeProvider.System).GetAsync(_namespace, "other-leader", _cancel),
            () => new ResourceClient<V1Lease>(settler, TimeProvider.System).CreateAsync(new V1Lease { Metadata = new V1ObjectMeta { Name = "comex-leader", NamespaceProperty = _namespace } }, _cancel),
        ];
        foreach (var request in forbidden) Assert.Equal("Forbidden", (await Assert.ThrowsAsync<ApiException>(request)).Reason);
    }

    [Theory]
    [InlineData("close-watches")]
    [InlineData("compact")]
    [InlineData("unavailable?count=20")]
    public async Task Disturbances_of_the_API_server_are_survived(string fault)
    {
        await _server.DisturbAsync(fault, _cancel);
        await _server.DisturbAsync("close-watches", _cancel);
        await _server.DisturbAsync(fault, _cancel);
        await CreatePatientlyAsync();
        var run = await PhaseAsync(RunPhase.Initialising);
        await ReportAsync(run, RunPhase.Consuming);
        await PhaseAsync(RunPhase.Consuming);
        Assert.NotNull(await SetAsync());
    }

    [Fact]
    public async Task An_operator_that_starts_again_goes_on_from_what_is_there()
    {
        await _runs.CreateAsync(Samples.New(_namespace), _cancel);
        var run = await PhaseAsync(RunPhase.Initialising);
        await StopAsync();
        await ReportAsync(run, RunPhase.Settled);
        await StartAsync();
        await PhaseAsync(RunPhase.Settled);
    }

    private static HashSet<(string Group, string Resource, string Verb)> Rights(IEnumerable<V1PolicyRule> rules) =>
        [.. rules.SelectMany(rule => from g in rule.ApiGroups from resource in rule.Resources from verb in rule.Verbs select (g, resource, verb))];

    /// <summary>The operator's rules, one right each, without one of them.</summary>
    private List<V1PolicyRule> Without((string Group, string Resource, string Verb) right) =>
        [.. Rights(_role.Rules).Where(held => held != right).Select(held => new V1PolicyRule { ApiGroups = [held.Group], Resources = [held.Resource], Verbs = [held.Verb] })];

    private async Task HoldAsync(IList<V1PolicyRule> rules)
    {
        var role = await _server.Admin.ReadClusterRoleAsync(_role.Metadata.Name, cancellationToken: _cancel);
        role.Rules = rules;
        await _server.Admin.ReplaceClusterRoleAsync(role, _role.Metadata.Name, cancellationToken: _cancel);
    }

    /// <summary>Makes a role of settlers as the operator does, each time another one: one that is there already is not checked again.</summary>
    /// <returns>Why it was refused; null when it was made.</returns>
    private async Task<string?> RefusalAsync(ResourceClient<V1Role> roles)
    {
        var role = SettlerAccess.Role(Samples.Run(_namespace, $"run-{_roles++}"));
        (role.ApiVersion, role.Kind) = (Kinds.ApiVersion<V1Role>(), Kinds.Kind<V1Role>());
        try
        {
            await roles.ApplyAsync(_namespace, role.Metadata.Name, null, role, RunStatusWriter.FieldManager, _cancel);
            return null;
        }
        catch (ApiException e) when (e.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return e.Message;
        }
    }

    private async Task StartAsync()
    {
        var builder = ServiceHost.Begin("settlement-operator", "operator-0", LogFormat.Json, "http://127.0.0.1:0");
        builder.Services.AddOperator(
            new OperatorOptions { Settlers = new SettlerDefaults("settlement:test", new Dictionary<string, string>()), LeaseNamespace = Operator.Namespace, Instance = "operator-0", InstanceUid = "00000000-0000-0000-0000-00000000000a" },
            () => _server.Configuration(Operator),
            () => [new RequestRecorder(_used)],
            new InformerOptions { FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1) });
        _operator = ServiceHost.Build(builder);
        await _operator.StartAsync(_cancel);
    }

    private async Task StopAsync()
    {
        await _operator!.StopAsync(CancellationToken.None);
        await _operator.DisposeAsync();
        _operator = null;
    }

    private async Task CreatePatientlyAsync() => await Wait.UntilAsync(
        async () =>
        {
            try
            {
                await _runs.CreateAsync(Samples.New(_namespace), _cancel);
                return true;
            }
            catch (ApiException e) when (e.IsTransient)
            {
                return false;
            }
        },
        "the run is created",
        _cancel);

    private async Task<SettlementRun> RunAsync() => (await _runs.GetAsync(_namespace, "comex", _cancel))!;

    private Task<V1StatefulSet?> SetAsync() => _sets.GetAsync(_namespace, "comex-settler", _cancel);

    private async Task<SettlementRun> PhaseAsync(RunPhase phase)
    {
        SettlementRun? run = null;
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    run = await RunAsync();
                    return run.Status?.Phase == phase;
                }
                catch (ApiException e) when (e.IsTransient)
                {
                    return false;
                }
            },
            $"the run is {phase}",
            _cancel);
        return run!;
    }

    /// <summary>Plays a settler, with a settler's rights: reports once through its own writer.</summary>
    private async Task ReportAsync(SettlementRun run, RunPhase phase)
    {
        using var connection = _server.Client((_namespace, "comex-settler"));
        using var stop = new CancellationTokenSource();
        var recorder = new EventRecorder(new ResourceClient<Eventsv1Event>(connection, TimeProvider.System), "settlement.marketclose.io/settler", "comex-settler-0", TimeProvider.System, NullLogger<EventRecorder>.Instance);
        var writer = new MemberStatusWriter(
            new ResourceClient<SettlementRun>(connection, TimeProvider.System),
            recorder,
            new SettlerIdentity(_namespace, "comex", run.Metadata.Uid, "comex-settler-0", "uid"),
            TimeProvider.System,
            NullLogger<MemberStatusWriter>.Instance);
        var informer = new Informer<SettlementRun>(new ResourceClient<SettlementRun>(connection, TimeProvider.System), ResourceScope.One(_namespace, "comex"), TimeProvider.System, new Random(1), NullLogger.Instance);
        Task[] running = [writer.RunAsync(stop.Token), recorder.RunAsync(stop.Token), informer.RunAsync(stop.Token)];
        await informer.Synced.WaitAsync(Wait.Soon, _cancel);
        var state = phase >= RunPhase.Settled
            ? new RunState { Stage = RunStage.Settled, Epoch = 1, Leader = "comex-settler-0/uid/random", Digest = "ab", StartedAt = DateTimeOffset.UnixEpoch, SettledAt = DateTimeOffset.UnixEpoch }
            : null;
        writer.Member(new MemberReport(true, false, "", 0, 0, null));
        writer.Run(new RunReport(phase, "", "", state));
        using var flush = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        flush.CancelAfter(Wait.Soon);
        await writer.FlushAsync(flush.Token);
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    private async Task PodAsync(string name, string waiting)
    {
        await _server.Admin.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = name, Labels = RunNames.Labels("comex") },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "settler", Image = "settlement:test" }] },
            },
            _namespace,
            cancellationToken: _cancel);
        await PodStateAsync(name, Waiting(waiting));
    }

    private async Task PodStateAsync(string name, V1ContainerState state)
    {
        var pod = await _server.Admin.ReadNamespacedPodAsync(name, _namespace, cancellationToken: _cancel);
        pod.Status = new V1PodStatus { Phase = "Pending", ContainerStatuses = [new V1ContainerStatus { Name = "settler", Image = "settlement:test", ImageID = "", State = state }] };
        await _server.Admin.ReplaceNamespacedPodStatusAsync(pod, name, _namespace, cancellationToken: _cancel);
    }

    private static V1ContainerState Waiting(string reason) => new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = "no such image" } };

    private async Task<IReadOnlyList<Eventsv1Event>> EventsAsync(string reason) =>
        [.. (await _server.Admin.EventsV1.ListNamespacedEventAsync(_namespace, cancellationToken: _cancel)).Items.Where(e => e.Reason == reason)];

    /// <summary>Makes the server one that does not know CEL rules, as old ones are.</summary>
    private async Task ForgetRulesAsync()
    {
        var definitions = new ResourceClient<V1CustomResourceDefinition>(_server.Admin, TimeProvider.System);
        var definition = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(KubeLite.RepositoryFile("deploy", "crd", "settlementruns.yaml"), _cancel));
        Forget(definition.Spec.Versions.Single().Schema.OpenAPIV3Schema);
        var applied = await definitions.ApplyAsync(null, definition.Metadata.Name, null, definition, "test", _cancel);
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await _server.Admin.CustomObjects.CreateNamespacedCustomObjectAsync(
                        Samples.New(_namespace, "probe", spec => spec.TradeStore = null), SettlementRun.KubeGroup, SettlementRun.KubeApiVersion, _namespace, SettlementRun.KubePluralName, dryRun: "All", cancellationToken: _cancel);
                    return true;
                }
                catch (k8s.Autorest.HttpOperationException)
                {
                    return false;
                }
            },
            $"the rules are forgotten at version {applied.Metadata.ResourceVersion}",
            _cancel);
    }

    private static void Forget(V1JSONSchemaProps schema)
    {
        schema.XKubernetesValidations = null;
        foreach (var child in schema.Properties?.Values ?? []) Forget(child);
    }

    private static V1Condition? Condition(SettlementRun run, string type) => run.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
}
