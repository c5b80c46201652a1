using System.Globalization;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Reconcile;

/// <summary>The object that an event is about.</summary>
/// <param name="ApiVersion">Its apiVersion.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; the event is written there.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid.</param>
public sealed record EventSubject(string ApiVersion, string Kind, string Namespace, string Name, string Uid);

/// <summary>
/// Writes events.k8s.io/v1 events in the background. The same event of the same object within five minutes becomes one series whose count grows, so that
/// a failing loop does not flood the cluster. An event that cannot be written is logged and given up: it is news, not state.
/// Run <see cref="RunAsync"/> beside the work.
/// </summary>
public sealed class EventRecorder
{
    private static readonly TimeSpan SeriesWindow = TimeSpan.FromMinutes(5);

    private readonly ResourceClient<Eventsv1Event> _client;
    private readonly string _controller;
    private readonly string _instance;
    private readonly TimeProvider _time;
    private readonly ILogger<EventRecorder> _logger;
    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Dictionary<(string Uid, string Reason, string Message), Series> _series = [];

    /// <summary>Makes a recorder.</summary>
    /// <param name="client">Client for events.</param>
    /// <param name="controller">Who reports, such as settlement.marketclose.io/operator.</param>
    /// <param name="instance">Which of its instances, such as the pod's name.</param>
    /// <param name="time">Clock of the events.</param>
    /// <param name="logger">Log.</param>
    public EventRecorder(ResourceClient<Eventsv1Event> client, string controller, string instance, TimeProvider time, ILogger<EventRecorder> logger)
    {
        _client = client;
        _controller = controller;
        _instance = instance;
        _time = time;
        _logger = logger;
    }

    /// <summary>Records an event; returns at once.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="reason">Stable name in UpperCamelCase.</param>
    /// <param name="message">What, where, what next; cut after 1024 characters.</param>
    /// <param name="isWarning">True when a person should look.</param>
    public void Record(EventSubject subject, string reason, string message, bool isWarning = false) =>
        _queue.Writer.TryWrite(new Entry(subject, reason, message.Length > 1024 ? message[..1021] + "..." : message, isWarning, _time.GetUtcNow().UtcDateTime));

    /// <summary>Takes no more events; <see cref="RunAsync"/> writes those that it has and ends.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes events until cancelled, or until all are written after <see cref="Complete"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var entry in _queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) await WriteAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping is the normal end.
        }
    }

    private async Task WriteAsync(Entry entry, CancellationToken cancellationToken)
    {
        foreach (var old in _series.Where(pair => entry.At - pair.Value.LastAt > SeriesWindow).Select(pair => pair.Key).ToList()) _series.Remove(old);
        var key = (entry.Subject.Uid, entry.Reason, entry.Message);
        try
        {
            if (_series.TryGetValue(key, out var series))
            {
                series.Count++;
                series.LastAt = entry.At;
                await _client.MergeAsync(entry.Subject.Namespace, series.Name, null, new { series = new V1EventSeriesBody(series.Count, entry.At) }, _controller, cancellationToken).ConfigureAwait(false);
                return;
            }

            var created = New(entry);
            await _client.CreateAsync(created, cancellationToken).ConfigureAwait(false);
            _series[key] = new Series(created.Metadata.Name) { LastAt = entry.At };
        }
        catch (ApiException e)
        {
            _series.Remove(key);
            Log.EventNotWritten(_logger, e, entry.Reason, entry.Subject.Kind, entry.Subject.Namespace, entry.Subject.Name);
        }
    }

    private Eventsv1Event New(Entry entry) => new()
    {
        ApiVersion = Kinds.ApiVersion<Eventsv1Event>(),
        Kind = Kinds.Kind<Eventsv1Event>(),
        Metadata = new V1ObjectMeta
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{entry.Subject.Name}.{Guid.NewGuid():N}"),
            NamespaceProperty = entry.Subject.Namespace,
        },
        EventTime = entry.At,
        ReportingController = _controller,
        ReportingInstance = _instance,
        Action = entry.Reason,
        Reason = entry.Reason,
        Note = entry.Message,
        Type = entry.IsWarning ? "Warning" : "Normal",
        Regarding = new V1ObjectReference
        {
            ApiVersion = entry.Subject.ApiVersion,
            Kind = entry.Subject.Kind,
            NamespaceProperty = entry.Subject.Namespace,
            Name = entry.Subject.Name,
            Uid = entry.Subject.Uid,
        },
    };

    private sealed record Entry(EventSubject Subject, string Reason, string Message, bool IsWarning, DateTime At);

    private sealed record V1EventSeriesBody(int Count, DateTime LastObservedTime);

    private sealed class Series(string name)
    {
        public string Name { get; } = name;

        public int Count { get; set; } = 1;

        public DateTime LastAt { get; set; }
    }
}
