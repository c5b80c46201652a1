using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Kubernetes.Watch;

namespace Settlement.Operator.Settler;

/// <summary>The settler's dealings with its resource: follows the close's condition, writes status and events. They outlive the engine, so that its last word is shown.</summary>
internal sealed class SettlerReporting : IAsyncDisposable
{
    private const string Reporter = SettlementRun.KubeGroup + "/settler";
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _end = new();
    private readonly EventRecorder _events;
    private readonly Task _loops;
    private readonly Task _eventLoop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Begins to follow and to write.</summary>
    public SettlerReporting(
        k8s.Kubernetes kubernetes, SettlementRun run, SettlerEnvironment environment, SettlerHealth health, SettlerScope scope, TimeProvider time, ILoggerFactory loggers)
    {
        _time = time;
        _logger = loggers.CreateLogger<SettlerReporting>();
        var runs = new ResourceClient<SettlementRun>(kubernetes, time);
        _events = new EventRecorder(new ResourceClient<Eventsv1Event>(kubernetes, time), Reporter, environment.PodName, time, loggers.CreateLogger<EventRecorder>());
        var identity = new SettlerIdentity(environment.Namespace, environment.Run, run.Metadata.Uid, environment.PodName, environment.PodUid);
        var status = new MemberStatusWriter(runs, _events, identity, time, loggers.CreateLogger<MemberStatusWriter>());
        var scopeOfOne = ResourceScope.One(environment.Namespace, environment.Run);
        var informer = new Informer<SettlementRun>(runs, scopeOfOne, time, new Random(Seed.Of(environment.PodUid)), loggers.CreateLogger<Informer<SettlementRun>>());
        Watch = new RunWatch(informer, run);
        Report = new SettlerReport(status, health, scope);
        _loops = Task.WhenAll(informer.RunAsync(_end.Token), status.RunAsync(_end.Token));
        _eventLoop = _events.RunAsync(_end.Token);
    }

    /// <summary>What closes the market, and what people say of the result.</summary>
    public RunWatch Watch { get; }

    /// <summary>Where the settler shows how it stands.</summary>
    public SettlerReport Report { get; }

    /// <summary>Shows the last word, for a short while, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(LastWord, _time);
        await Report.FlushAsync(limit.Token).ConfigureAwait(false);
        _events.Complete();
        await _eventLoop.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (limit.IsCancellationRequested)
            Log.NotFlushed(_logger, LastWord.TotalSeconds);
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops, _eventLoop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }
}
