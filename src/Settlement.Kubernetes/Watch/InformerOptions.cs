namespace Settlement.Kubernetes.Watch;

/// <summary>How patient an informer is.</summary>
public sealed record InformerOptions
{
    /// <summary>Objects per page of a list. Default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>How long one watch lasts before it is renewed. Default 4 minutes.</summary>
    public TimeSpan WatchDuration { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How much longer than that a silent connection may live before it is taken for dead. Default 15 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Nominal pause after the first failure. Default 0.2 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Nominal pause that is never exceeded. Default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
