using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster;

/// <summary>
/// The latest known state of all objects of one kind. Lists, then watches from the list's version; whatever ends the watch (410, a closed
/// stream, a server that is away) leads to a new list, so no event can be missed for good: what a list lacks is reported as removed.
/// Handlers run on the watch's task and must not block.
/// </summary>
internal sealed class ObjectWatch<T>(
    string kind,
    Func<CancellationToken, Task<(IEnumerable<T> Items, string Version)>> list,
    Func<string, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Item)>> watch,
    TimeProvider time,
    ILogger log)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What the server is asked to end a watch after; a connection that dies silently is noticed a little later.</summary>
    public const int WatchSeconds = 300;

    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(WatchSeconds + 30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ObjectKey, T> _items = new();
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An object that is new, has changed, or was listed again.</summary>
    public event Action<T>? Changed;

    /// <summary>An object that is gone; carries its last known state.</summary>
    public event Action<T>? Removed;

    /// <summary>Completes with the first successful list.</summary>
    public Task Listed => _listed.Task;

    public IEnumerable<T> Items => _items.Values;

    public T? Find(ObjectKey key) => _items.GetValueOrDefault(key);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var version = await RelistAsync(cancellationToken);
                pause = FirstPause;
                await FollowAsync(version, cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (ApiErrors.IsFromServer(e) || e is OperationCanceledException)
            {
                log.WatchFailed(e, kind);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<string> RelistAsync(CancellationToken cancellationToken)
    {
        var (items, version) = await list(cancellationToken);
        var seen = new HashSet<ObjectKey>();
        foreach (var item in items)
        {
            seen.Add(ObjectKey.Of(item));
            Put(item);
        }

        foreach (var key in _items.Keys.Where(key => !seen.Contains(key)).ToList())
        {
            Drop(key);
        }

        _listed.TrySetResult();
        return version;
    }

    private async Task FollowAsync(string version, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(SilenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        Exception? error = null;

        // The client's enumeration swallows ERROR events (410 among them) unless it is given somebody to tell.
        await foreach (var (type, item) in watch(version, e => error = e, either.Token))
        {
            switch (type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    Put(item);
                    break;
                case WatchEventType.Deleted:
                    Drop(ObjectKey.Of(item));
                    break;
                default:
                    break;
            }

            if (error is not null)
            {
                break;
            }
        }

        if (error is not null)
        {
            log.WatchFailed(error, kind);
        }
    }

    private void Put(T item)
    {
        var key = ObjectKey.Of(item);
        if (_items.TryGetValue(key, out var known) && known.Metadata.Uid != item.Metadata.Uid)
        {
            Drop(key);
        }

        _items[key] = item;
        Changed?.Invoke(item);
    }

    private void Drop(ObjectKey key)
    {
        if (_items.TryRemove(key, out var last))
        {
            Removed?.Invoke(last);
        }
    }
}
