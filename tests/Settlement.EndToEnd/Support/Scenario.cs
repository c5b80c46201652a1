using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Kafka.Wire;
using Settlement.Postgres.Reference;
using Settlement.Sandbox;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd.Support;

/// <summary>One run in the world: its venue, its feed, its resource, and what can be done to its settlers.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    private const string Group = "settlement.marketclose.io";
    private const string Version = "v1alpha1";
    private const string Plural = "settlementruns";
    private readonly ScenarioOptions _options;
    private readonly Dictionary<string, string> _armed = [];
    private Feeder? _feeder;

    private Scenario(World world, ScenarioOptions options, string market)
    {
        World = world;
        _options = options;
        Market = market;
        Run = market.ToLowerInvariant();
        Topic = "trades-" + Run;
        Key = new RunKey(market, Venue.Day, 1);
        Reference = (options.Reference ?? Venue.Reference)(market);
        Trades = Venue.Trades(options.Trades, market.Aggregate(0UL, static (seed, c) => (seed * 31) + c));
        Ledger = new LedgerView(world.Ledger, market);
    }

    public World World { get; }

    public string Market { get; }

    public string Run { get; }

    public string Topic { get; }

    public RunKey Key { get; }

    public MarketReference Reference { get; }

    public IReadOnlyList<TradeMessage> Trades { get; }

    public LedgerView Ledger { get; }

    public Feeder Feeder => _feeder ?? throw new InvalidOperationException("The topic has not been created.");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    private k8s.Kubernetes Api => World.Sandbox.Kubernetes.Client;

    /// <summary>Loads the venue's reference data and creates its topic; no resource yet.</summary>
    public static async Task<Scenario> PrepareAsync(World world, ScenarioOptions? options = null)
    {
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        var scenario = new Scenario(world, options ?? new ScenarioOptions(), world.NextMarket());
        if (scenario._options.LoadReference)
            await new ReferenceStore(world.Ledger).LoadAsync(scenario.Reference, Token);
        if (scenario._options.CreateTopic)
            await scenario.CreateTopicAsync();
        return scenario;
    }

    public async Task CreateTopicAsync()
    {
        await World.Sandbox.Kafka.CreateTopicAsync(Topic, 3, Token);
        _feeder = await World.Sandbox.OpenFeederAsync(
            o => o with { Topic = Topic, Partitioning = FeedPartitioning.RoundRobin, Format = Enum.Parse<TradeFormat>(_options.Format), Idempotent = _options.IdempotentFeed }, Token);
    }

    /// <summary>Sends all trades to the feed, disturbed as the plan says, and to the trade store.</summary>
    public async Task<FeedReport> FeedAsync(FeedPlan? plan = null, bool toStore = true)
    {
        if (toStore)
            await TradeStoreWriter.WriteAsync(World.Sandbox.Postgres.TradeStore, Market, Trades, Token);
        return await Feeder.SendAsync(Trades, plan ?? new FeedPlan { Duplicates = 20, AbortedTransactions = 3 }, Token);
    }

    public async Task ApplyAsync(Func<JsonObject, JsonObject>? change = null, string? name = null)
    {
        var run = Manifest(name ?? Run);
        await Api.CustomObjects.CreateNamespacedCustomObjectAsync(change?.Invoke(run) ?? run, Group, Version, SandboxWorld.Namespace, Plural, cancellationToken: Token);
    }

    /// <summary>Closes the market by hand.</summary>
    public Task CloseAsync(string? name = null) => AnnotateAsync("close", "now", name);

    public Task AnnotateAsync(string annotation, string value, string? name = null) => PatchRunAsync(
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [$"{Group}/{annotation}"] = value } } }.ToJsonString(), name);

    /// <summary>What the ledger says of another revision of the day.</summary>
    public LedgerView LedgerOf(int revision) => new(World.Ledger, Market, revision);

    /// <summary>Applies the next revision of the day, closed already, and tells its resource's name.</summary>
    public async Task<string> ReviseAsync(int revision, Action<JsonNode>? change = null)
    {
        var name = $"{Run}-r{revision}";
        await ApplyAsync(
            run =>
            {
                run["metadata"]!["annotations"] = new JsonObject { [$"{Group}/close"] = "now" };
                run["spec"]!["revision"] = revision;
                change?.Invoke(run["spec"]!);
                return run;
            },
            name);
        return name;
    }

    /// <summary>Loads what comes after the close, and accounts that have come with it.</summary>
    public Task LoadClosingAsync(ClosingData data, params IEnumerable<Account> newcomers) => new ReferenceStore(World.Ledger).LoadAsync(
        Reference with { Accounts = [.. Reference.Accounts, .. newcomers], Opening = null, Closing = new ClosingSet(Venue.Day, data) }, Token);

    /// <summary>Writes trades and busts into the trade store alone.</summary>
    public Task StoreAsync(params IEnumerable<TradeMessage> trades) => TradeStoreWriter.WriteAsync(World.Sandbox.Postgres.TradeStore, Market, trades, Token);

    /// <summary>Takes a row out of the append-only trade store, as only its owner can.</summary>
    public async Task TakeFromStoreAsync(TradeMessage trade)
    {
        await using var source = NpgsqlDataSource.Create(World.Sandbox.Postgres.TradeStore);
        await using var command = source.CreateCommand($"""
            alter table settlement.trades disable trigger user;
            delete from settlement.trades where market = '{Market}' and trade_id = '{trade.TradeId}';
            alter table settlement.trades enable trigger user;
            """);
        await command.ExecuteNonQueryAsync(Token);
    }

    public Task PatchRunAsync(string merge, string? name = null) => Api.CustomObjects.PatchNamespacedCustomObjectAsync(
        new V1Patch(merge, V1Patch.PatchType.MergePatch), Group, Version, SandboxWorld.Namespace, Plural, name ?? Run, cancellationToken: Token);

    public async Task DeleteAsync(string? name = null)
    {
        World.Denied.Deleting(name ?? Run);
        await Api.CustomObjects.DeleteNamespacedCustomObjectAsync(Group, Version, SandboxWorld.Namespace, Plural, name ?? Run, propagationPolicy: "Background", cancellationToken: Token);
    }

    public async Task<JsonNode> ResourceAsync(string? name = null)
    {
        var run = await Api.CustomObjects.GetNamespacedCustomObjectAsync(Group, Version, SandboxWorld.Namespace, Plural, name ?? Run, Token);
        return JsonNode.Parse(JsonSerializer.Serialize(run))!;
    }

    /// <summary>Waits until a settler has claimed the given epoch or a later one, and tells its pod.</summary>
    public async Task<string> LeaderAsync(long epoch = 1)
    {
        await Wait.UntilAsync($"{Market}: epoch {epoch} is claimed", Timeouts.Nominated, async () => (await Ledger.EpochsAsync()).Any(e => e.Epoch >= epoch), DiagnoseAsync);
        return (await Ledger.EpochsAsync())[^1].Leader.Split('/')[0];
    }

    /// <summary>Arms a crash point of a pod and waits until its process would find it.</summary>
    public async Task ArmAsync(string pod, string point, string action)
    {
        var annotations = new JsonObject { ["sandbox.settlement.marketclose.io/crash-points"] = $"{point}={action}" };
        await PatchPodAsync(pod, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } }.ToJsonString());
        var uid = (await PodAsync(pod))!.Metadata.Uid;
        await Wait.UntilAsync(
            $"{Market}: {point}={action} is armed in {pod}",
            Timeouts.Armed,
            () => Task.FromResult(ArmedPoints(uid).Contains($"{point}={action}", StringComparison.Ordinal)),
            DiagnoseAsync);
        _armed[pod] = uid;
    }

    /// <summary>Whether the crash point that was armed in a pod has fired: its process removes the line before it acts.</summary>
    public bool HasFired(string pod) => ArmedPoints(_armed[pod]).Trim().Length == 0;

    private string ArmedPoints(string uid) => string.Concat(
        Directory.EnumerateFiles(Path.Combine(World.Sandbox.State.Root, "cluster"), "crash-points", SearchOption.AllDirectories)
            .Where(file => file.Contains(uid, StringComparison.Ordinal))
            .Select(File.ReadAllText));

    public Task PatchPodAsync(string pod, string merge) =>
        Api.CoreV1.PatchNamespacedPodAsync(new V1Patch(merge, V1Patch.PatchType.MergePatch), pod, SandboxWorld.Namespace, cancellationToken: Token);

    public async Task<V1Pod?> PodAsync(string pod)
    {
        try
        {
            return await Api.CoreV1.ReadNamespacedPodAsync(pod, SandboxWorld.Namespace, cancellationToken: Token);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>How a process of a pod has ended, in the words of the events about it.</summary>
    public async Task<IReadOnlyList<string>> EndsAsync(string pod, int pid) =>
        [.. (await Api.EventsV1.ListNamespacedEventAsync(SandboxWorld.Namespace, fieldSelector: $"regarding.name={pod}", cancellationToken: Token)).Items
            .Select(static e => e.Note)
            .Where(note => note.Contains($"process {pid}, ended", StringComparison.Ordinal))];

    /// <summary>Waits until the lease of a leader that renews it no longer is over.</summary>
    public Task LeaseRunsOutAsync(string leader) => Wait.UntilAsync(
        $"{Market}: the lease of {leader} is over",
        Timeouts.ProcessLeft,
        async () =>
        {
            var lease = (await Api.CoordinationV1.ReadNamespacedLeaseAsync($"{Run}-leader", SandboxWorld.Namespace, cancellationToken: Token)).Spec;
            return lease.HolderIdentity?.StartsWith(leader + "/", StringComparison.Ordinal) != true
                || lease.RenewTime + TimeSpan.FromSeconds(lease.LeaseDurationSeconds ?? 0) < TimeProvider.System.GetUtcNow().UtcDateTime;
        },
        DiagnoseAsync);

    public Task ForceDeleteAsync(string pod) =>
        Api.CoreV1.DeleteNamespacedPodAsync(pod, SandboxWorld.Namespace, new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: Token);

    /// <summary>Kills every replica of the operator.</summary>
    public async Task DeleteOperatorPodsAsync()
    {
        foreach (var pod in (await Api.CoreV1.ListNamespacedPodAsync("settlement-system", cancellationToken: Token)).Items)
            await Api.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, "settlement-system", new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: Token);
    }

    /// <summary>Sets a connection string in the databases' secret.</summary>
    public Task SetSecretKeyAsync(string key, string value) => Api.CoreV1.PatchNamespacedSecretAsync(
        new V1Patch(new JsonObject { ["stringData"] = new JsonObject { [key] = value } }.ToJsonString(), V1Patch.PatchType.MergePatch),
        SandboxWorld.DatabasesSecret, SandboxWorld.Namespace, cancellationToken: Token);

    /// <summary>Adds partitions to the trade topic.</summary>
    public async Task AddPartitionAsync(int total)
    {
        using var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = World.Sandbox.Kafka.BootstrapServers }).Build();
        await admin.CreatePartitionsAsync([new Confluent.Kafka.Admin.PartitionsSpecification { Topic = Topic, IncreaseTo = total }]);
    }

    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string? name = null) =>
        [.. (await Api.CoreV1.ListNamespacedPodAsync(SandboxWorld.Namespace, cancellationToken: Token)).Items.Where(p => p.Metadata.Name.StartsWith((name ?? Run) + "-settler-", StringComparison.Ordinal))];

    public Task PublishedAsync() => StageAsync("Published");

    public Task StageAsync(string stage) =>
        Wait.UntilAsync($"{Market} is {stage}", Timeouts.Published, async () => await Ledger.StageAsync() == stage, DiagnoseAsync);

    /// <summary>Waits until the run is blocked by these gates, and by others only where not <paramref name="alone"/>, with a message that says something.</summary>
    public async Task BlockedAsync(string[] gates, string says, bool alone = true)
    {
        await Wait.UntilAsync(
            $"{Market}: {string.Join(", ", gates)} fail",
            Timeouts.Reported,
            async () => await Ledger.GatesAsync() is var failed && gates.All(failed.Contains) && (!alone || failed.Count == gates.Length),
            DiagnoseAsync);
        await ConditionAsync("Settled", "False", "GateFailed", says: says);
        await StageAsync("Closing");
    }

    /// <summary>Deletes the resource and waits until its settlers are gone. The ledger keeps what it knows of the run.</summary>
    public async Task LeaveAsync(string? name = null)
    {
        await DeleteAsync(name);
        await Wait.UntilAsync($"{name ?? Run}: no settler is left", Timeouts.Stopped, async () => (await PodsAsync(name)).Count == 0);
    }

    /// <summary>Applies the resource closed already, from the feed or the trade store.</summary>
    public Task ApplyClosedAsync(string source = "Feed") => ApplyAsync(run =>
    {
        run["metadata"]!["annotations"] = new JsonObject { [$"{Group}/close"] = "now" };
        run["spec"]!["source"] = source;
        return run;
    });

    /// <summary>Waits until the resource's status satisfies a condition.</summary>
    public Task StatusAsync(string what, Func<JsonNode, bool> holds, string? name = null) => Wait.UntilAsync(
        $"{Market}: {what}",
        Timeouts.Reported,
        async () => (await ResourceAsync(name))["status"] is { } status && holds(status),
        DiagnoseAsync);

    public Task ConditionAsync(string type, string status, string reason, string? name = null, string says = "") =>
        StatusAsync($"condition {type}={status} because {reason}: {says}", s => s["conditions"]?.AsArray().Any(c =>
            (string?)c!["type"] == type && (string?)c["status"] == status && (string?)c["reason"] == reason
            && ((string?)c["message"] ?? "").Contains(says, StringComparison.Ordinal)) == true, name);

    /// <summary>The one result: in the ledger, on Kafka and in the status, with the digest that the trades alone give.</summary>
    public async Task AssertSettledOnceAsync(string source = "Feed")
    {
        await PublishedAsync();
        var expected = Venue.ExpectedDigest(Key, await Ledger.ReferenceAsync(), Trades);
        var run = await Ledger.RunAsync();
        Assert.Equal(expected, run.Digest);
        Assert.Equal(Trades.Count, run.TradeCount);
        if (run.Source != source)
            Assert.Fail($"The day came from {run.Source}, not from {source}.\n{await DiagnoseAsync()}");
        var marker = Assert.Single(PublishedTopic.Read(World.Sandbox.Kafka.BootstrapServers, $"{Run}.runs"));
        Assert.Equal(expected, (string?)JsonNode.Parse(marker)!["digest"]);
        Assert.Equal(await Ledger.CountAsync("positions"), PublishedTopic.Read(World.Sandbox.Kafka.BootstrapServers, $"{Run}.positions").Count);
        Assert.Equal(await Ledger.CountAsync("funds"), PublishedTopic.Read(World.Sandbox.Kafka.BootstrapServers, $"{Run}.funds").Count);
        Assert.Equal(await Ledger.CountAsync("journal"), PublishedTopic.Read(World.Sandbox.Kafka.BootstrapServers, $"{Run}.journal").Count);
        Assert.Equal(await Ledger.CountAsync("prices"), PublishedTopic.Read(World.Sandbox.Kafka.BootstrapServers, $"{Run}.prices").Count);
        await StatusAsync("phase Published with the digest", s => (string?)s["phase"] == "Published" && (string?)s["digest"] == expected);
    }

    /// <summary>Everything that explains why a wait was in vain.</summary>
    public async Task<string> DiagnoseAsync()
    {
        var logs = Directory.EnumerateFiles(Path.Combine(World.Sandbox.State.Root, "cluster"), "*", SearchOption.AllDirectories)
            .Where(f => f.Contains(Run + "-settler", StringComparison.Ordinal) && f.EndsWith(".log", StringComparison.Ordinal))
            .Select(static f => $"--- {f}\n{string.Join('\n', File.ReadLines(f).TakeLast(25))}");
        var status = (await ResourceAsync())["status"]?.ToJsonString();
        var pods = (await PodsAsync()).Select(static p =>
            $"{p.Metadata.Name} {p.Status?.Phase}, deleted {p.Metadata.DeletionTimestamp:O}, {KubernetesJson.Serialize(p.Status?.ContainerStatuses?.Select(static c => c.State))}");
        var troubles = File.ReadLines(World.LogFile).Where(static line => line.Contains(" Warning ", StringComparison.Ordinal) || line.Contains(" Error ", StringComparison.Ordinal)).TakeLast(15);
        return $"epochs: {string.Join(", ", await Ledger.EpochsAsync())}\npods: {string.Join("; ", pods)}\nstatus: {status}\nsandbox:\n{string.Join('\n', troubles)}\n{string.Join('\n', logs)}";
    }

    /// <summary>Takes the run away, so that its settlers do not weigh on the scenarios after it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_feeder is not null)
            await _feeder.DisposeAsync();
        try
        {
            await DeleteAsync();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // The scenario has deleted it, or never applied it.
        }
    }

    public JsonObject Manifest(string name) => JsonNode.Parse($$"""
        {
          "apiVersion": "settlement.marketclose.io/v1alpha1",
          "kind": "SettlementRun",
          "metadata": { "name": "{{name}}", "namespace": "{{SandboxWorld.Namespace}}" },
          "spec": {
            "market": "{{Market}}",
            "tradingDay": "2013-10-08",
            "revision": 1,
            "settlers": {{_options.Settlers}},
            "consumption": {
              "groupMode": "{{_options.GroupMode}}",
              "groupId": "{{Run}}",
              "recovery": "{{_options.Recovery}}",
              "onFailure": { "retries": 2, "then": "{{_options.Then}}" },
              "kafka": { "bootstrapServers": "{{World.Sandbox.Kafka.BootstrapServers}}", "topic": "{{Topic}}", "format": "{{_options.Format}}" }
            },
            "close": { {{(_options.CloseOnMarker ? "\"marker\": true," : "")}} "drainTimeout": "{{_options.DrainTimeout}}" },
            "tradeStore": { "connection": { "secretRef": { "name": "{{SandboxWorld.DatabasesSecret}}", "key": "{{SandboxWorld.TradeStoreKey}}" } } },
            "ledger": { "connection": { "secretRef": { "name": "{{SandboxWorld.DatabasesSecret}}", "key": "{{_options.LedgerKey}}" } } },
            "publication": { "topicPrefix": "{{Run}}" }
          }
        }
        """)!.AsObject();
}
