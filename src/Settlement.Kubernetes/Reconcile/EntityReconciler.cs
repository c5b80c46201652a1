using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Watch;

namespace Settlement.Kubernetes.Reconcile;

/// <summary>
/// Calls a controller for each entity that an informer knows: when it changes, when something that it owns changes, when the controller asked for it, and after
/// failures with growing pauses.
/// </summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed class EntityReconciler<TEntity> : IDisposable where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly Informer<TEntity> _informer;
    private readonly IEntityController<TEntity> _controller;
    private readonly ReconcileMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly WorkQueue<ResourceKey> _queue;
    private readonly ConcurrentDictionary<ResourceKey, Backoff> _failures = new();
    private readonly ConcurrentDictionary<ResourceKey, TEntity> _deleted = new();

    /// <summary>Makes a reconciler; subscribe informers of owned kinds with <see cref="Owns{TOwned}"/>, then <see cref="RunAsync"/>.</summary>
    /// <param name="informer">Informer of the kind; not running yet.</param>
    /// <param name="controller">What to call.</param>
    /// <param name="metrics">Counts and durations.</param>
    /// <param name="time">Clock of pauses.</param>
    /// <param name="random">Seeded source of jitter.</param>
    /// <param name="logger">Log.</param>
    public EntityReconciler(Informer<TEntity> informer, IEntityController<TEntity> controller, ReconcileMetrics metrics, TimeProvider time, Random random, ILogger logger)
    {
        _informer = informer;
        _controller = controller;
        _metrics = metrics;
        _time = time;
        _random = random;
        _logger = logger;
        _queue = new WorkQueue<ResourceKey>(time);
        informer.Subscribe(change =>
        {
            var key = KeyOf(change.Resource);
            if (change.Change == ResourceChange.Deleted) _deleted[key] = change.Resource;
            _queue.Add(key);
        });
    }

    /// <summary>Reconciles an entity when something that it controls changes.</summary>
    public void Owns<TOwned>(Informer<TOwned> informer) where TOwned : class, IKubernetesObject<V1ObjectMeta> => informer.Subscribe(change =>
    {
        var owner = change.Resource.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Kind == Kinds.Kind<TEntity>() && reference.ApiVersion == Kinds.ApiVersion<TEntity>());
        if (owner is not null) _queue.Add(new ResourceKey(change.Resource.Metadata.NamespaceProperty ?? "", owner.Name));
    });

    /// <summary>Reconciles what <paramref name="find"/> names when an object of another kind changes.</summary>
    public void Follows<TOther>(Informer<TOther> informer, Func<TOther, ResourceKey?> find) where TOther : class, IKubernetesObject<V1ObjectMeta> => informer.Subscribe(change =>
    {
        if (find(change.Resource) is { } key) _queue.Add(key);
    });

    /// <summary>Works until cancelled.</summary>
    /// <param name="workers">Entities that may be reconciled at the same time.</param>
    /// <param name="cancellationToken">Ends the work; a reconciliation under way is cancelled.</param>
    public Task RunAsync(int workers, CancellationToken cancellationToken)
    {
        // Whoever takes the work over from another replica looks at everything once.
        foreach (var entity in _informer.Items) _queue.Add(KeyOf(entity));
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ResourceKey key;
            try
            {
                key = await _queue.TakeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await ReconcileAsync(key, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        using var scope = Log.RunScope(_logger, key.Namespace, key.Name);
        using var activity = _metrics.Start(key);
        var started = _time.GetTimestamp();
        TimeSpan? again;
        var isSuccess = false;
        try
        {
            var result = _informer.Find(key) is { } entity ? await _controller.ReconcileAsync(entity, cancellationToken).ConfigureAwait(false)
                : _deleted.TryRemove(key, out var last) ? await _controller.DeletedAsync(last, cancellationToken).ConfigureAwait(false)
                : null;
            isSuccess = result?.IsSuccess ?? true;
            if (!isSuccess) Log.ReconcileRefused(_logger, Kinds.Kind<TEntity>(), key.ToString(), result!.Error!);
            again = isSuccess ? result?.RequeueAfter : result!.RequeueAfter ?? Failed(key).Next();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (ApiException e)
        {
            again = Failed(key).Next(e.RetryAfter);
            Log.ReconcileFailed(_logger, e, Kinds.Kind<TEntity>(), key.ToString(), again.Value.TotalSeconds);
        }

        _metrics.Finished(isSuccess, _time.GetElapsedTime(started));
        if (isSuccess) _failures.TryRemove(key, out _);
        if (again is { } pause) _queue.AddAfter(key, pause);
    }

    private Backoff Failed(ResourceKey key) => _failures.GetOrAdd(key, _ => new Backoff(FirstPause, LongestPause, new Random(NextSeed())));

    private int NextSeed()
    {
        lock (_random) return _random.Next();
    }

    private static ResourceKey KeyOf(TEntity entity) => new(entity.Metadata.NamespaceProperty ?? "", entity.Metadata.Name);
}
