using System.Text;
using k8s;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Cluster.Controllers;
using Settlement.Sandbox.Cluster.Kubelet;

namespace Settlement.Sandbox.Cluster;

/// <summary>
/// Gives an API server without nodes what it lacks to run pods: one node that runs containers as processes of this machine, a scheduler, and the
/// controllers of StatefulSets, Deployments, ReplicaSets and PodDisruptionBudgets. For trying and testing, never for production.
/// </summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _controllersEnd = new();
    private readonly CancellationTokenSource _everythingEnds = new();
    private readonly List<Task> _controllerTasks = [];
    private readonly List<IDisposable> _owned = [];
    private readonly SandboxClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly k8s.Kubernetes _client;
    private LogEndpoint? _endpoint;
    private PodManager? _manager;
    private NodeRegistration? _registration;
    private EventRecorder? _events;
    private Task _eventTask = Task.CompletedTask;
    private Task _watchTask = Task.CompletedTask;
    private Task _heartbeat = Task.CompletedTask;
    private bool _disposed;

    private SandboxCluster(KubernetesClientConfiguration server, SandboxClusterOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _client = new k8s.Kubernetes(server);
        _owned.Add(_client);
    }

    /// <summary>
    /// Starts the node and the controllers; returns when the node is registered and its pods are known.
    /// </summary>
    /// <param name="server">The API server, as an administrator. Pods reach it at the same address.</param>
    /// <param name="options">What can run, and where files go.</param>
    /// <param name="time">The clock of probes, back-offs and reported times.</param>
    /// <param name="loggers">Where the sandbox's own messages go; containers' output goes to their logs.</param>
    /// <param name="cancellationToken">Gives the start up; what has been started is stopped again.</param>
    /// <exception cref="SandboxClusterException">The cluster has nodes, or the state directory is in use.</exception>
    public static async Task<SandboxCluster> StartAsync(
        KubernetesClientConfiguration server,
        SandboxClusterOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        options = options with { StateDirectory = Path.GetFullPath(options.StateDirectory) };
        var cluster = new SandboxCluster(server, options, time, loggers.CreateLogger("Settlement.Sandbox.Cluster"));
        try
        {
            await cluster.StartAsync(server, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the containers that a killed sandbox left running.</summary>
    /// <param name="stateDirectory">Its <see cref="SandboxClusterOptions.StateDirectory"/>.</param>
    /// <param name="loggers">Told about each.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SandboxClusterException">The state directory is in use.</exception>
    internal static async Task EndLeftoversAsync(string stateDirectory, ILoggerFactory loggers, TimeProvider time)
    {
        await using var alone = Lock(stateDirectory);
        await new ProcessRecords(Path.Combine(stateDirectory, "processes")).EndLeftoversAsync(time, loggers.CreateLogger("Settlement.Sandbox.Cluster"));
    }

    /// <summary>Stops all containers (SIGTERM, grace, SIGKILL), deletes the node, and leaves no process. The pods' objects stay. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _controllersEnd.CancelAsync();
        await Task.WhenAll(_controllerTasks);
        if (_manager is not null)
        {
            await _manager.StopAsync();
        }

        await FarewellAsync();
        await _everythingEnds.CancelAsync();
        await Task.WhenAll(_watchTask, _heartbeat).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }

        foreach (var owned in Enumerable.Reverse(_owned))
        {
            owned.Dispose();
        }

        _controllersEnd.Dispose();
        _everythingEnds.Dispose();
    }

    private async Task StartAsync(KubernetesClientConfiguration server, CancellationToken cancellationToken)
    {
        _owned.Add(Lock(_options.StateDirectory));
        var processes = new ProcessRecords(Path.Combine(_options.StateDirectory, "processes"));
        await processes.EndLeftoversAsync(_time, _log);
        DeleteFolder(Path.Combine(_options.StateDirectory, "pods"));

        _endpoint = await LogEndpoint.StartAsync(_time, cancellationToken);
        var registration = new NodeRegistration(_client, _options.NodeName, _options.StateDirectory, _endpoint.Port, _time, _log);
        await registration.RegisterAsync(cancellationToken);
        _registration = registration;

        _events = new EventRecorder(_client, "settlement-sandbox", _options.NodeName, _time, _log);
        _eventTask = _events.RunAsync(_everythingEnds.Token);
        var watches = new ClusterWatches(_client, _time, _log);
        _manager = new PodManager(ServicesOf(server, processes, _endpoint.Port, _events), watches.Pods);
        _manager.Attach();
        _endpoint.Find = _manager.FindLog;
        StartControllers(watches, _events);
        _watchTask = watches.RunAsync(_everythingEnds.Token);
        _heartbeat = registration.KeepAliveAsync(_everythingEnds.Token);
        await watches.Pods.Synced.WaitAsync(cancellationToken);
        _log.NodeStarted(_options.NodeName, $"http://127.0.0.1:{_endpoint.Port}");
    }

    private void StartControllers(ClusterWatches watches, EventRecorder events)
    {
        ControllerLoop[] controllers =
        [
            new Scheduler(_client, watches.Pods, watches.Nodes, _options.NodeName, events, _time, _log),
            new StatefulSetController(_client, watches, events, _time, _log),
            new DeploymentController(_client, watches, events, _time, _log),
            new ReplicaSetController(_client, watches, events, _time, _log),
            new BudgetController(_client, watches, _time, _log),
        ];
        _owned.AddRange(controllers);
        _controllerTasks.AddRange(controllers.Select(controller => controller.RunAsync(_controllersEnd.Token)));
    }

    private KubeletServices ServicesOf(KubernetesClientConfiguration server, ProcessRecords processes, int port, EventRecorder events)
    {
        var authorities = string.Concat((server.SslCaCerts ?? []).Select(certificate => certificate.ExportCertificatePem() + "\n"));
        var address = new ApiServerAddress(new Uri(server.Host), Encoding.ASCII.GetBytes(authorities), server.SkipTlsVerify);
        var prober = new Prober();
        _owned.Add(prober);
        return new KubeletServices(
            _client,
            _options,
            address,
            new ContainerEnvironment(_client),
            new ServiceAccountFiles(_client, address, _time, _log),
            prober,
            processes,
            new PodAddresses(port),
            events,
            _time,
            _log);
    }

    // The last events and the node go while the server still answers, and not at all when it does not.
    private async Task FarewellAsync()
    {
        if (_registration is null || _events is null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(FarewellPatience, _time);
        _events.Complete();
        await _eventTask.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _registration.RemoveAsync(patience.Token);
        _log.NodeStopped(_options.NodeName);
    }

    private static FileStream Lock(string stateDirectory)
    {
        Directory.CreateDirectory(stateDirectory);
        try
        {
            return new FileStream(Path.Combine(stateDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new SandboxClusterException($"Another sandbox uses {stateDirectory}. Stop it, or give this one a state directory of its own.", e);
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
