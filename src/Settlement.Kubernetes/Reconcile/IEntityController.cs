namespace Settlement.Kubernetes.Reconcile;

/// <summary>
/// Makes the world as an entity says. Calls for one entity never overlap; changes that come meanwhile lead to one more call, with the latest content.
/// The shape is that of KubeOps, so that it could take this runtime's place.
/// </summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityController<TEntity>
{
    /// <summary>The entity, or something that belongs to it, may have changed. Must be safe to repeat.</summary>
    /// <param name="entity">Its latest known content; do not change it.</param>
    /// <param name="cancellationToken">The process is stopping.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>The entity is gone. May be missed when the process was not running.</summary>
    /// <param name="entity">Its last known content.</param>
    /// <param name="cancellationToken">The process is stopping.</param>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}

/// <summary>What came of a reconciliation.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed record ReconciliationResult<TEntity>
{
    private ReconciliationResult(TEntity entity, bool isSuccess, string? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        IsSuccess = isSuccess;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    /// <summary>The entity that was reconciled.</summary>
    public TEntity Entity { get; }

    /// <summary>Whether the world is as the entity says.</summary>
    public bool IsSuccess { get; }

    /// <summary>Why not; null on success.</summary>
    public string? Error { get; }

    /// <summary>When to look again though nothing changes; null: on success never, on failure after a growing pause.</summary>
    public TimeSpan? RequeueAfter { get; }

    internal static ReconciliationResult<TEntity> Make(TEntity entity, bool isSuccess, string? error, TimeSpan? requeueAfter) => new(entity, isSuccess, error, requeueAfter);
}

/// <summary>Makes results.</summary>
public static class ReconciliationResult
{
    /// <summary>Done; look again after a time, or only on the next change.</summary>
    public static ReconciliationResult<TEntity> Success<TEntity>(TEntity entity, TimeSpan? requeueAfter = null) => ReconciliationResult<TEntity>.Make(entity, true, null, requeueAfter);

    /// <summary>Not done; try again after a time, or after a growing pause.</summary>
    public static ReconciliationResult<TEntity> Failure<TEntity>(TEntity entity, string error, TimeSpan? requeueAfter = null) => ReconciliationResult<TEntity>.Make(entity, false, error, requeueAfter);
}
