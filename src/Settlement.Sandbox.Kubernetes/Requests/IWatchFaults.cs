namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>A feature of the HttpContext of a watch: what disturbs its events. Absent: nothing.</summary>
internal interface IWatchFaults
{
    /// <summary>When cancelled, the watch ends in an orderly way: as if its time were over.</summary>
    CancellationToken Closed { get; }

    /// <summary>Asked once before each ADDED, MODIFIED or DELETED is written.</summary>
    WatchFault Next();
}

/// <summary>What happens to one event.</summary>
/// <param name="Copies">How often it is written: 0 drops it.</param>
/// <param name="Delay">How long it, and all behind it, wait.</param>
internal readonly record struct WatchFault(int Copies, TimeSpan Delay)
{
    public static readonly WatchFault None = new(1, TimeSpan.Zero);
}
