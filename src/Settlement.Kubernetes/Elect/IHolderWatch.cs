namespace Settlement.Kubernetes.Elect;

/// <summary>How it is known that a holder's process has ended.</summary>
internal enum HolderEnd
{
    /// <summary>Its pod no longer exists.</summary>
    PodGone,

    /// <summary>A pod of that name exists, but it is another one.</summary>
    PodReplaced,

    /// <summary>Its container has terminated, or another container has taken its place in the pod.</summary>
    ContainerTerminated,

    /// <summary>It was an earlier process of this very pod; a container runs one process at a time.</summary>
    EarlierProcessOfThisPod,
}

/// <summary>Tells when the process behind a holder has ended. It only makes takeover quicker: without it leases expire.</summary>
internal interface IHolderWatch
{
    /// <summary>Waits until it is known that the holder's process has ended, however often the API server fails meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    Task<HolderEnd> WaitForEndAsync(HolderIdentity holder, CancellationToken cancellationToken);
}
