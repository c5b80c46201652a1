using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>
/// The shape of all controllers here: events only say which object to look at; a reconcile reads the truth from the server, makes one step towards
/// what is wanted, and can be repeated at any time. One reconcile at a time; a key that is enqueued many times meanwhile is looked at once.
/// </summary>
internal abstract class ControllerLoop(string name, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Channel<ResourceKey> _queue = Channel.CreateUnbounded<ResourceKey>();
    private readonly ConcurrentDictionary<ResourceKey, bool> _queued = new();
    private readonly ConcurrentDictionary<ResourceKey, ITimer> _timers = new();
    private readonly Dictionary<ResourceKey, TimeSpan> _pauses = [];

    public void Enqueue(ResourceKey key)
    {
        if (_queued.TryAdd(key, true))
        {
            _queue.Writer.TryWrite(key);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var key in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                _queued.TryRemove(key, out _);
                await ReconcileOrRetryAsync(key, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    public void Dispose()
    {
        foreach (var timer in _timers.Values)
        {
            timer.Dispose();
        }
    }

    /// <summary>One step; returns when to look again without an event, or null.</summary>
    protected abstract Task<TimeSpan?> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken);

    private async Task ReconcileOrRetryAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReconcileAsync(key, cancellationToken) is { } later)
            {
                EnqueueAfter(key, later);
            }

            _pauses.Remove(key);
        }
        catch (Exception e) when (ApiErrors.IsFromServer(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Conflicts are the normal case: somebody else was faster, so look again.
            log.ReconcileFailed(e, name, key, RetryLater(key));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Our own mistake with one object must not end the control of all others.
            log.ReconcileBroke(e, name, key, RetryLater(key));
        }
    }

    private TimeSpan RetryLater(ResourceKey key)
    {
        var pause = _pauses.TryGetValue(key, out var last) && last * 2 < LongestPause ? last * 2 : last > TimeSpan.Zero ? LongestPause : FirstPause;
        _pauses[key] = pause;
        EnqueueAfter(key, pause);
        return pause;
    }

    private void EnqueueAfter(ResourceKey key, TimeSpan wait)
    {
        var timer = time.CreateTimer(_ => Enqueue(key), null, wait, Timeout.InfiniteTimeSpan);
        _timers.AddOrUpdate(
            key,
            timer,
            (_, earlier) =>
            {
                earlier.Dispose();
                return timer;
            });
    }
}
