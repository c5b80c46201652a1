using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Status;

/// <summary>Who a settler is.</summary>
/// <param name="Namespace">Namespace of the run and the pod.</param>
/// <param name="RunName">Name of the run.</param>
/// <param name="RunUid">uid of the run: the status of a later run with the same name is never touched.</param>
/// <param name="PodName">Name of the pod.</param>
/// <param name="PodUid">uid of the pod.</param>
public sealed record SettlerIdentity(string Namespace, string RunName, string RunUid, string PodName, string PodUid);

/// <summary>
/// Shows a settler's state in status.members.&lt;pod&gt;, under the pod's own field manager. Reports are taken at once and written in
/// the background: the newest wins, at most one write per interval, and trouble with the API server is logged and tried again, never thrown.
/// Run <see cref="RunAsync"/> beside the settler.
/// </summary>
public sealed class MemberStatusWriter : IRunReport
{
    private readonly ResourceClient<SettlementRun> _runs;
    private readonly EventRecorder _events;
    private readonly SettlerIdentity _settler;
    private readonly TimeProvider _time;
    private readonly ILogger<MemberStatusWriter> _logger;
    private readonly TimeSpan _interval;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private readonly MemberStatus _latest;
    private long _version;
    private long _shown;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a writer.</summary>
    /// <param name="runs">Client for runs, under the settler's own credentials.</param>
    /// <param name="events">Recorder of the settler's events.</param>
    /// <param name="settler">Who reports.</param>
    /// <param name="time">Clock of the throttle.</param>
    /// <param name="logger">Log.</param>
    /// <param name="interval">Shortest time between two writes; default 0.5 s.</param>
    public MemberStatusWriter(
        ResourceClient<SettlementRun> runs, EventRecorder events, SettlerIdentity settler, TimeProvider time, ILogger<MemberStatusWriter> logger, TimeSpan? interval = null)
    {
        _runs = runs;
        _events = events;
        _settler = settler;
        _latest = new MemberStatus { RunUid = settler.RunUid };
        _time = time;
        _logger = logger;
        _interval = interval ?? TimeSpan.FromSeconds(0.5);
    }

    /// <summary>Field manager of a settler's own entry.</summary>
    public static string FieldManager(string podName) => "settler-" + podName;

    /// <inheritdoc/>
    public void Member(MemberReport report) => Change(status => MemberStatusMapping.Take(status, report));

    /// <inheritdoc/>
    public void Run(RunReport report) => Change(status => status.Report = MemberStatusMapping.Map(report));

    /// <inheritdoc/>
    public void Event(string reason, string message, bool isWarning = false) => _events.Record(
        new EventSubject(Kinds.ApiVersion<SettlementRun>(), SettlementRun.KubeKind, _settler.Namespace, _settler.RunName, _settler.RunUid), reason, message, isWarning);

    /// <inheritdoc/>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        long wanted;
        lock (_gate) wanted = _version;
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (_shown >= wanted) return;
                progress = _progress.Task;
            }

            _wake.Writer.TryWrite(true);
            try
            {
                await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Writes reports until cancelled.</summary>
    /// <param name="cancellationToken">Ends the writing; what is not shown by then stays unshown, so flush before.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(5), new Random(Seed.Of(_settler.PodUid)));
        string? written = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _wake.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var (body, version) = Snapshot();
                if (body != written)
                {
                    await _runs.ApplyAsync(_settler.Namespace, _settler.RunName, "status", JsonNode.Parse(body)!, FieldManager(_settler.PodName), cancellationToken).ConfigureAwait(false);
                    written = body;
                }

                backoff.Reset();
                Shown(version);
                await Task.Delay(_interval, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                var pause = backoff.Next(e.RetryAfter);
                Log.MemberStatusNotWritten(_logger, e, _settler.Namespace, _settler.RunName, _settler.PodName, pause.TotalSeconds);
                _wake.Writer.TryWrite(true);
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Change(Action<MemberStatus> change)
    {
        lock (_gate)
        {
            change(_latest);
            _version++;
        }

        _wake.Writer.TryWrite(true);
    }

    private (string Body, long Version) Snapshot()
    {
        lock (_gate)
        {
            var body = new JsonObject
            {
                ["apiVersion"] = Kinds.ApiVersion<SettlementRun>(),
                ["kind"] = SettlementRun.KubeKind,
                ["metadata"] = new JsonObject { ["name"] = _settler.RunName, ["namespace"] = _settler.Namespace },
                ["status"] = new JsonObject { ["members"] = new JsonObject { [_settler.PodName] = JsonNode.Parse(KubernetesJson.Serialize(_latest)) } },
            };
            return (body.ToJsonString(), _version);
        }
    }

    private void Shown(long version)
    {
        lock (_gate)
        {
            _shown = version;
            var progress = _progress;
            _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            progress.SetResult();
        }
    }
}
