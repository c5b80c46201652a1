using System.Globalization;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Cluster;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox;

/// <summary>
/// The whole product on one machine: PostgreSQL, Kafka, an API server, where that one has no nodes also what runs its pods, and the
/// operator. For trying and testing only.
/// </summary>
public sealed class SandboxWorld : IAsyncDisposable
{
    /// <summary>Namespace of the runs.</summary>
    public const string Namespace = "default";

    /// <summary>Secret with the databases' connection strings, keys <see cref="LedgerKey"/> and <see cref="TradeStoreKey"/>.</summary>
    public const string DatabasesSecret = "settlement-databases";

    /// <summary>Key of the ledger's connection string.</summary>
    public const string LedgerKey = "ledger";

    /// <summary>Key of the trade store's connection string.</summary>
    public const string TradeStoreKey = "tradeStore";

    private static readonly string[] PublicationTopics = ["positions", "prices", "journal", "runs"];
    private readonly SandboxOptions _options;
    private readonly ProjectLayout _project;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private PostgresServer? _postgres;
    private KafkaServer? _kafka;
    private KubernetesAccess? _kubernetes;
    private SandboxCluster? _cluster;
    private ManifestApplier? _applier;

    private SandboxWorld(SandboxOptions options, ProjectLayout project, StateDirectory state, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _project = project;
        State = state;
        _loggers = loggers;
        _logger = loggers.CreateLogger("Settlement.Sandbox");
        _time = time;
    }

    /// <summary>Its directory.</summary>
    public StateDirectory State { get; }

    /// <summary>PostgreSQL.</summary>
    public PostgresServer Postgres => Started(_postgres);

    /// <summary>Kafka.</summary>
    public KafkaServer Kafka => Started(_kafka);

    /// <summary>The API server.</summary>
    public KubernetesAccess Kubernetes => Started(_kubernetes);

    /// <summary>What runs the pods here; null where the cluster's own nodes do.</summary>
    public SandboxCluster? Cluster => _cluster;

    /// <summary>A kubeconfig of this sandbox, in its directory.</summary>
    public string Kubeconfig => Path.Combine(State.Root, "kubeconfig");

    /// <summary>Connection strings, ports and processes, in its directory, for scripts.</summary>
    public string DescriptionFile => Path.Combine(State.Root, "sandbox.json");

    /// <summary>What it was made of.</summary>
    public SandboxOptions Options => _options;

    /// <summary>Starts everything. Where something cannot be started, what was is stopped again.</summary>
    /// <exception cref="SandboxException">Something is absent or does not work; the message says what to do.</exception>
    public static async Task<SandboxWorld> StartAsync(SandboxOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        var project = ProjectLayout.Find();
        var executable = project.RequireExecutable();
        var state = options.Keep
            ? await StateDirectory.OpenKeptAsync(
                options.StateDirectory ?? throw new ArgumentException("A world that is kept needs a state directory.", nameof(options)),
                loggers.CreateLogger<StateDirectory>(), time, cancellationToken)
            : await StateDirectory.OpenAsync(options.StateDirectory, loggers.CreateLogger<StateDirectory>(), time, cancellationToken);
        var world = new SandboxWorld(options, project, state, loggers, time);
        try
        {
            await world.StartServersAsync(cancellationToken);
            await world.Program(executable).MigrateAsync(cancellationToken);
            await world.CreateTopicsAsync(cancellationToken);
            await world.InstallAsync(executable, cancellationToken);
            world.Kubernetes.CopyTo(world.Kubeconfig);
            await SandboxDescription.WriteAsync(world, cancellationToken);
            return world;
        }
        catch
        {
            state.KeepLogs = true;
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads a market's reference file into the ledger, as <c>settlement reference load</c> does.</summary>
    public Task LoadReferenceAsync(string file, CancellationToken cancellationToken) =>
        Program(_project.RequireExecutable()).LoadReferenceAsync(file, cancellationToken);

    /// <summary>Opens a feeder into the trade topic.</summary>
    /// <param name="change">Changes its options; null: as they are.</param>
    /// <param name="cancellationToken">Ends the waiting for Kafka.</param>
    public Task<Feeder> OpenFeederAsync(Func<FeederOptions, FeederOptions>? change, CancellationToken cancellationToken)
    {
        var options = new FeederOptions { BootstrapServers = Kafka.BootstrapServers, Topic = _options.TradeTopic };
        return Feeder.OpenAsync(change is null ? options : change(options), _time, cancellationToken);
    }

    /// <summary>Applies manifests by the built-in client.</summary>
    /// <param name="yaml">One or more objects.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task ApplyAsync(string yaml, CancellationToken cancellationToken) => Started(_applier).ApplyAsync(Manifest.Parse(yaml, "manifest"), cancellationToken);

    /// <summary>Stays until it is told to leave.</summary>
    /// <exception cref="SandboxException">A server of the sandbox has ended by itself.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = await Task.WhenAny(Postgres.EndedAsync(leaving.Token), Kafka.EndedAsync(leaving.Token));
        await leaving.CancelAsync();
        if (cancellationToken.IsCancellationRequested)
            return;
        State.KeepLogs = true;
        throw await ended;
    }

    /// <summary>
    /// Removes what was installed, stops everything and leaves nothing behind, except the logs after a failure; or stops everything
    /// and leaves the world where it is kept.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        File.Delete(Kubeconfig);
        File.Delete(DescriptionFile);
        if (!_options.Keep)
            await UninstallAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        await Task.WhenAll(DisposeAsync(_postgres), DisposeAsync(_kafka));
        if (_kubernetes is not null)
            await _kubernetes.DisposeAsync();
        if (Directory.Exists(ClusterDirectory) && !State.KeepLogs)
            Directory.Delete(ClusterDirectory, recursive: true);
        await State.DisposeAsync();
    }

    private string ClusterDirectory => Path.Combine(State.Root, "cluster");

    private static async Task DisposeAsync(IAsyncDisposable? part)
    {
        if (part is not null)
            await part.DisposeAsync();
    }

    private static T Started<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException($"The sandbox has no {typeof(T).Name} yet.");

    private ProductProgram Program(string executable) => new(executable, Postgres.Ledger, Postgres.TradeStore);

    private async Task StartServersAsync(CancellationToken cancellationToken)
    {
        // Before the API server is back on its port: what a killed sandbox left running would go on with it.
        if (_options.Keep)
            await SandboxCluster.EndLeftoversAsync(ClusterDirectory, _loggers, _time);
        // First: a server that is given and does not answer is said at once.
        _kubernetes = await KubernetesAccess.OpenAsync(State, _loggers, _logger, _time, cancellationToken);
        var kafka = Task.Run(async () => _kafka = await StartKafkaAsync(cancellationToken), cancellationToken);
        var postgres = Task.Run(async () => _postgres = await PostgresServer.StartAsync(State, _logger, _time, cancellationToken), cancellationToken);
        await Task.WhenAll(kafka, postgres);
    }

    private Task<KafkaServer> StartKafkaAsync(CancellationToken cancellationToken) => _options.EmbedKafka
        ? KafkaServer.EmbedAsync(State, _logger, _time, cancellationToken)
        : KafkaServer.StartAsync(State, _logger, _time, cancellationToken);

    private async Task CreateTopicsAsync(CancellationToken cancellationToken)
    {
        await Kafka.CreateTopicAsync(_options.TradeTopic, _options.Partitions, cancellationToken);
        foreach (var topic in PublicationTopics)
            await Kafka.CreateTopicAsync($"{_options.TopicPrefix}.{topic}", 1, cancellationToken);
    }

    private async Task InstallAsync(string executable, CancellationToken cancellationToken)
    {
        var lease = new Dictionary<string, string> { ["SETTLEMENT_SETTLER_LEASE_SECONDS"] = _options.LeaseDuration.TotalSeconds.ToString(CultureInfo.InvariantCulture) };
        List<Manifest> operatorObjects =
        [
            .. (await Manifest.ReadAsync(Path.Combine(_project.Deploy, "operator.yaml"), cancellationToken))
                .Select(manifest => manifest.Kind == V1Deployment.KubeKind ? manifest.Alone(lease) : manifest),
        ];
        await StartClusterAsync(executable, operatorObjects.SelectMany(manifest => manifest.Images).Distinct(), cancellationToken);
        _applier = new ManifestApplier(Kubernetes.Client, _time);
        foreach (var file in Directory.GetFiles(Path.Combine(_project.Deploy, "crd"), "*.yaml").Order(StringComparer.Ordinal))
            await _applier.ApplyAsync(await Manifest.ReadAsync(file, cancellationToken), cancellationToken);
        await _applier.ApplyAsync(Manifest.Parse(SecretYaml(), DatabasesSecret), cancellationToken);
        if (!_options.InstallOperator)
            return;
        await _applier.ApplyAsync(operatorObjects, cancellationToken);
        foreach (var deployment in operatorObjects.Where(manifest => manifest.Kind == V1Deployment.KubeKind))
            await AvailableAsync(deployment, cancellationToken);
    }

    private async Task StartClusterAsync(string executable, IEnumerable<string> images, CancellationToken cancellationToken)
    {
        if (_options.Keep && Kubernetes.Embedded is not null)
            await FormerLife.RemoveAsync(Kubernetes.Client, _logger, cancellationToken);
        var nodes = await Kubernetes.Client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
        // A node that a killed sandbox left is taken over, and its pods' processes are ended, when the node starts here again.
        var foreign = nodes.Items.Count(node => node.Metadata.Annotations?.ContainsKey(NodeRegistration.StateAnnotation) != true);
        if (foreign > 0)
        {
            Log.ClusterHasNodes(_logger, foreign);
            return;
        }
        var image = new SandboxImage([executable], new Dictionary<string, IReadOnlyList<string>> { ["settlement"] = [executable] });
        _cluster = await SandboxCluster.StartAsync(
            Kubernetes.Configuration,
            new SandboxClusterOptions { Images = images.ToDictionary(name => name, _ => image), StateDirectory = ClusterDirectory },
            _time,
            _loggers,
            cancellationToken);
    }

    private async Task AvailableAsync(Manifest deployment, CancellationToken cancellationToken)
    {
        try
        {
            await Condition.WaitAsync(
                $"the deployment {deployment.Name} to be available",
                Timeouts.OperatorReady,
                async token =>
                {
                    var now = await Kubernetes.Client.AppsV1.ReadNamespacedDeploymentAsync(deployment.Name, deployment.Namespace ?? Namespace, cancellationToken: token);
                    // In a kept world the status may still be that of the former life, whose pods are gone.
                    return now.Status?.AvailableReplicas >= 1 && await HasReadyPodAsync(now, token);
                },
                _time,
                cancellationToken);
        }
        catch (SandboxException late)
        {
            throw new SandboxException($"{late.Message} Its pods' logs are in {ClusterDirectory}.", late);
        }
    }

    private async Task<bool> HasReadyPodAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        var selector = string.Join(',', deployment.Spec.Selector.MatchLabels.Select(label => $"{label.Key}={label.Value}"));
        var pods = await Kubernetes.Client.CoreV1.ListNamespacedPodAsync(deployment.Namespace(), labelSelector: selector, cancellationToken: cancellationToken);
        return pods.Items.Any(pod => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true);
    }

    private string SecretYaml() =>
        $"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: {DatabasesSecret}
          namespace: {Namespace}
        type: Opaque
        data:
          {LedgerKey}: {Base64(Postgres.Ledger)}
          {TradeStoreKey}: {Base64(Postgres.TradeStore)}
        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task UninstallAsync()
    {
        if (_applier is null)
            return;
        try
        {
            await _applier.DeleteMadeAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is SandboxException or HttpRequestException)
        {
            // The API server may be gone already; the rest must still be stopped.
            Log.NotUninstalled(_logger, failure.Message);
        }
    }
}
