using System.Globalization;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster;

/// <summary>
/// Writes events.k8s.io/v1 events off the caller's path, several at a time, so that a slow server does not make them late. The time of an event is the time of the call (or the
/// one given), in microseconds, not that of the write: whoever measures a takeover reads it back from the server.
/// </summary>
internal sealed class EventRecorder(IKubernetes client, string controller, string instance, TimeProvider time, ILogger log)
{
    private const int Writers = 4;

    private readonly Channel<Eventsv1Event> _queue = Channel.CreateUnbounded<Eventsv1Event>();
    private long _number;

    public void Normal(V1ObjectReference regarding, string reason, string note, DateTimeOffset? at = null, IDictionary<string, string>? annotations = null) =>
        Record("Normal", regarding, reason, note, at, annotations);

    public void Warning(V1ObjectReference regarding, string reason, string note, DateTimeOffset? at = null, IDictionary<string, string>? annotations = null) =>
        Record("Warning", regarding, reason, note, at, annotations);

    /// <summary>No more events are taken; <see cref="RunAsync"/> ends when the last one is written.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(cancellationToken)));

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var item in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await ApiErrors.UntilAnsweredAsync(
                    token => client.EventsV1.CreateNamespacedEventAsync(item, item.Metadata.NamespaceProperty, cancellationToken: token), time, log, cancellationToken);
            }
            catch (Exception e) when (ApiErrors.IsFromServer(e))
            {
                // For instance the namespace is being deleted: the event is lost, the event's cause is not.
                log.EventRefused(e, item.Reason, item.Regarding.Name);
            }
        }
    }

    private void Record(string type, V1ObjectReference regarding, string reason, string note, DateTimeOffset? at, IDictionary<string, string>? annotations)
    {
        var moment = (at ?? time.GetUtcNow()).UtcDateTime;
        var suffix = Interlocked.Increment(ref _number).ToString("x", CultureInfo.InvariantCulture);
        _queue.Writer.TryWrite(new Eventsv1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{regarding.Name}.{moment.Ticks.ToString("x", CultureInfo.InvariantCulture)}{suffix}",
                NamespaceProperty = string.IsNullOrEmpty(regarding.NamespaceProperty) ? "default" : regarding.NamespaceProperty,
                Annotations = annotations,
            },
            EventTime = moment,
            Type = type,
            Reason = reason,
            Action = reason,
            Note = note.Length <= 1024 ? note : note[..1024],
            Regarding = regarding,
            ReportingController = controller,
            ReportingInstance = instance,
        });
    }
}
