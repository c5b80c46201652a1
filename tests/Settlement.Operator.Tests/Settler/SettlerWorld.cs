using k8s;
using k8s.KubeConfigModels;
using k8s.Models;
using Settlement.Kafka.Tests.Brokers;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Operator.Run;
using Settlement.Operator.Tests.Support;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Operator.Tests.Settler;

/// <summary>A run with everything that its settler needs: API server, Kafka, PostgreSQL and the rights of the settlers' own account.</summary>
internal sealed class SettlerWorld : IAsyncDisposable
{
    private const string Market = """
        market: COMEX
        instruments:
          - symbol: GCZ3
            currency: USD
            tick: 0.1
            quantityScale: 0
            multiplier: 100
            settlementPrice: [dayVwap]
        accounts:
          - {participant: P01, account: A1}
          - {participant: P02, account: B7}
        openings: {tradingDay: 2013-10-08}
        """;

    private readonly KubeLite _server;
    private readonly TemporaryFile _kubeconfig;

    private SettlerWorld(KubeLite server, TestTopic topic, string ledger, string tradeStore, SettlementRun run, TemporaryFile kubeconfig)
    {
        (_server, Topic, Ledger, TradeStore, Run, _kubeconfig) = (server, topic, ledger, tradeStore, run, kubeconfig);
        Runs = new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System);
    }

    public TestTopic Topic { get; }

    public string Ledger { get; }

    public string TradeStore { get; }

    public SettlementRun Run { get; }

    public ResourceClient<SettlementRun> Runs { get; }

    public KubeLite Server => _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="change">Changes the run before it is applied.</param>
    /// <param name="partitions">Partitions of the trade topic; 0: the topic is absent.</param>
    public static async Task<SettlerWorld> CreateAsync(TestServer postgres, KafkaFixture kafka, Action<SettlementRunSpec> change, int partitions = 2)
    {
        var (ledger, store) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        Assert.Equal(0, (await Executable.RunAsync(null, "migrate", "--ledger", ledger, "--trade-store", store)).Code);
        using var file = new TemporaryFile(Market);
        Assert.Equal(0, (await Executable.RunAsync(null, "reference", "load", file.Path, "--ledger", ledger)).Code);

        var bootstrap = await kafka.BootstrapServersAsync();
        var topic = partitions > 0 ? await TestTopic.CreateAsync(bootstrap, partitions) : TestTopic.Absent(bootstrap);
        var server = await KubeLite.StartAsync(ownInstance: true);
        var run = await new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System).CreateAsync(
            Samples.New(await server.NamespaceAsync(Cancel), change: spec =>
            {
                spec.Consumption.GroupId = "group-" + topic.Name;
                spec.Consumption.Kafka = new KafkaSpec { BootstrapServers = bootstrap, Topic = topic.Name };
                spec.Publication.TopicPrefix = "result-" + topic.Name;
                change(spec);
            }),
            Cancel);
        await GiveRightsAsync(server, run);
        return new SettlerWorld(server, topic, ledger, store, run, await SettlerKubeconfigAsync(server, run));
    }

    /// <summary>The settler's environment, as the operator's pods have it.</summary>
    public Dictionary<string, string> Variables(int ordinal = 0) => new()
    {
        ["SETTLEMENT_RUN"] = Run.Metadata.Name,
        ["POD_NAMESPACE"] = Run.Metadata.NamespaceProperty,
        ["POD_NAME"] = $"comex-settler-{ordinal}",
        ["POD_UID"] = "00000000-0000-0000-0000-00000000000" + ordinal,
        ["SETTLEMENT_LEDGER"] = Ledger,
        ["SETTLEMENT_TRADE_STORE"] = TradeStore,
        ["SETTLEMENT_LEASE_SECONDS"] = "1.5",
        ["SETTLEMENT_LOG_FORMAT"] = "json",
        ["KUBECONFIG"] = _kubeconfig.Path,
    };

    /// <summary>A settler's own entry in the status; null when it has none.</summary>
    public async Task<MemberStatus?> MemberAsync(int ordinal = 0)
    {
        var run = await Runs.GetAsync(Run.Metadata.NamespaceProperty, Run.Metadata.Name, Cancel);
        return run?.Status?.Members?.TryGetValue($"comex-settler-{ordinal}", out var member) == true ? member : null;
    }

    /// <summary>Waits until a settler's entry is as wanted.</summary>
    public Task ShowsAsync(Func<MemberStatus, bool> wanted, string what) => Wait.UntilAsync(
        async () => await MemberAsync() is { } member && wanted(member),
        what,
        Cancel);

    public async ValueTask DisposeAsync()
    {
        _kubeconfig.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task GiveRightsAsync(KubeLite server, SettlementRun run)
    {
        var @namespace = run.Metadata.NamespaceProperty;
        await server.Admin.CreateNamespacedServiceAccountAsync(SettlerAccess.ServiceAccount(run), @namespace, cancellationToken: Cancel);
        await server.Admin.CreateNamespacedRoleAsync(SettlerAccess.Role(run), @namespace, cancellationToken: Cancel);
        await server.Admin.CreateNamespacedRoleBindingAsync(SettlerAccess.RoleBinding(run), @namespace, cancellationToken: Cancel);
        await server.Admin.CreateNamespacedLeaseAsync(SettlerAccess.Lease(run), @namespace, cancellationToken: Cancel);
    }

    private static async Task<TemporaryFile> SettlerKubeconfigAsync(KubeLite server, SettlementRun run)
    {
        var config = await KubernetesClientConfiguration.LoadKubeConfigAsync(server.Kubeconfig);
        var answer = await server.Admin.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } },
            RunNames.Settler(run.Metadata.Name),
            run.Metadata.NamespaceProperty,
            cancellationToken: Cancel);
        var cluster = config.Contexts.Single(c => c.Name == config.CurrentContext).ContextDetails.Cluster;
        var own = new K8SConfiguration
        {
            ApiVersion = "v1",
            Kind = "Config",
            CurrentContext = "settler",
            Clusters = config.Clusters.Where(c => c.Name == cluster).ToList(),
            Users = [new User { Name = "settler", UserCredentials = new UserCredentials { Token = answer.Status.Token } }],
            Contexts = [new Context { Name = "settler", ContextDetails = new ContextDetails { Cluster = cluster, User = "settler" } }],
        };
        return new TemporaryFile(KubernetesYaml.Serialize(own));
    }
}
