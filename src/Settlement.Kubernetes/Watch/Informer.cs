using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Watch;

/// <summary>
/// Keeps a copy of the objects of a scope: lists, then watches from the list's version, and again after whatever may happen.
/// </summary>
/// <remarks>
/// 1. A watch that ends, in order or by a broken connection, goes on at the last version seen (bookmarks count).
/// 2. A version that has been compacted away (HTTP 410, or an ERROR event with 410 after an HTTP 200) leads to a new list.
/// 3. A list is compared with the copy, so that a deletion that nobody told of is told then.
/// 4. Failures are followed by growing pauses; the copy stays readable, and <see cref="SinceContact"/> shows how old it may be.
/// </remarks>
/// <typeparam name="T">The kind.</typeparam>
public sealed class Informer<T> : IInformer where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ResourceClient<T> _client;
    private readonly ResourceScope _scope;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly InformerOptions _options;
    private readonly Random _random;
    private readonly ConcurrentDictionary<ResourceKey, T> _store = new();
    private readonly List<Action<ResourceEvent<T>>> _handlers = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _version;
    private long _contact;

    /// <summary>Makes an informer; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="client">Client of the kind.</param>
    /// <param name="scope">What to keep.</param>
    /// <param name="time">Clock of pauses and deadlines.</param>
    /// <param name="random">Seeded source of jitter.</param>
    /// <param name="logger">Log.</param>
    /// <param name="options">Patience; null for the defaults.</param>
    public Informer(ResourceClient<T> client, ResourceScope scope, TimeProvider time, Random random, ILogger logger, InformerOptions? options = null)
    {
        _client = client;
        _scope = scope;
        _time = time;
        _random = random;
        _logger = logger;
        _options = options ?? new InformerOptions();
        _contact = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public Task Synced => _synced.Task;

    /// <inheritdoc/>
    public string Kind => Kinds.Kind<T>();

    /// <inheritdoc/>
    public TimeSpan LongestSilence => (_options.WatchDuration + _options.Grace) * 2;

    /// <summary>Everything in the copy. Do not change the objects.</summary>
    public IReadOnlyCollection<T> Items => (IReadOnlyCollection<T>)_store.Values;

    /// <inheritdoc/>
    public TimeSpan SinceContact() => _time.GetElapsedTime(Interlocked.Read(ref _contact));

    /// <summary>The object as last seen; null when it does not exist. Do not change it.</summary>
    public T? Find(ResourceKey key) => _store.GetValueOrDefault(key);

    /// <summary>Adds a handler; before <see cref="RunAsync"/> only. Handlers run one after another and must return at once; what one throws is logged.</summary>
    public void Subscribe(Action<ResourceEvent<T>> handler) => _handlers.Add(handler);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_options.FirstPause, _options.LongestPause, _random);
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                if (_version is null) _version = await ListAsync(cancellationToken).ConfigureAwait(false);
                if (await WatchAsync(cancellationToken).ConfigureAwait(false))
                {
                    backoff.Reset();
                    continue;
                }

                pause = backoff.Next();
            }
            catch (ApiException e) when (e.IsExpired)
            {
                Log.WatchExpired(_logger, Kind, _version ?? "the list");
                _version = null;
                pause = backoff.Next();
            }
            catch (ApiException e)
            {
                pause = backoff.Next(e.RetryAfter);
                Log.WatchFailed(_logger, e, Kind, pause.TotalSeconds);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<ResourceKey, T> found = [];
        string? next = null;
        string version;
        do
        {
            var page = await _client.ListAsync(_scope, _options.PageSize, next, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) found[KeyOf(item)] = Named(item);
            next = page.Metadata.ContinueProperty is { Length: > 0 } token ? token : null;
            version = page.Metadata.ResourceVersion;
        }
        while (next is not null);

        Touch();
        foreach (var key in _store.Keys.Where(key => !found.ContainsKey(key)).ToList()) Remove(key, null);
        foreach (var item in found.Values) Put(item);
        _synced.TrySetResult();
        Log.Listed(_logger, Kind, found.Count, version);
        return version;
    }

    /// <returns>Whether the watch lived: it brought something or lasted; false means that opening it again at once could become a storm.</returns>
    private async Task<bool> WatchAsync(CancellationToken cancellationToken)
    {
        var duration = _options.WatchDuration * (0.8 + (_random.NextDouble() * 0.2));
        using var deadline = new CancellationTokenSource(duration + _options.Grace, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var started = _time.GetTimestamp();
        var lived = false;
        try
        {
            using var response = await _client.WatchAsync(_scope, _version!, duration, linked.Token).ConfigureAwait(false);
            Touch();
            await foreach (var (kind, resource) in WatchStream.ReadAsync<T>(response, linked.Token).ConfigureAwait(false))
            {
                Touch();
                lived = true;
                _version = resource.Metadata.ResourceVersion;
                if (kind == WatchStream.LineKind.Deleted) Remove(KeyOf(resource), resource);
                else if (kind != WatchStream.LineKind.Bookmark) Put(resource);
            }

            Touch();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.WatchSilent(_logger, Kind, duration.TotalSeconds);
        }

        return lived || _time.GetElapsedTime(started) > TimeSpan.FromSeconds(1);
    }

    private void Put(T resource)
    {
        Named(resource);
        var key = KeyOf(resource);
        var before = _store.GetValueOrDefault(key);
        if (before is not null && before.Metadata.ResourceVersion == resource.Metadata.ResourceVersion) return;
        _store[key] = resource;
        Tell(new(before is null ? ResourceChange.Added : ResourceChange.Modified, resource, before));
    }

    private void Remove(ResourceKey key, T? last)
    {
        if (_store.TryRemove(key, out var before)) Tell(new(ResourceChange.Deleted, last ?? before, before));
    }

    private void Tell(ResourceEvent<T> change)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                // A handler's mistake with one object must not end the copy, which others read.
                Log.HandlerFailed(_logger, e, Kind, KeyOf(change.Resource).ToString());
            }
        }
    }

    // Items of a list of built-in kinds come without apiVersion and kind.
    private static T Named(T resource)
    {
        resource.ApiVersion = Kinds.ApiVersion<T>();
        resource.Kind = Kinds.Kind<T>();
        return resource;
    }

    private static ResourceKey KeyOf(T resource) => new(resource.Metadata.NamespaceProperty ?? "", resource.Metadata.Name);

    private void Touch() => Interlocked.Exchange(ref _contact, _time.GetTimestamp());
}

/// <summary>What all informers can tell of their health.</summary>
public interface IInformer
{
    /// <summary>Kind that is watched.</summary>
    string Kind { get; }

    /// <summary>Completes when the first list is in the copy.</summary>
    Task Synced { get; }

    /// <summary>Silence that a healthy informer never exceeds.</summary>
    TimeSpan LongestSilence { get; }

    /// <summary>Time since the API server was last heard.</summary>
    TimeSpan SinceContact();

    /// <summary>Lists and watches until cancelled; does not throw for trouble with the API server.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
