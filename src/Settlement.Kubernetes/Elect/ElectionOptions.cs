namespace Settlement.Kubernetes.Elect;

/// <summary>
/// Times of an election. All candidates for one lease must use the same ones: a candidate derives from its own options
/// when a holder with the same lease duration has stopped at the latest.
/// </summary>
public sealed record ElectionOptions
{
    /// <summary>How long a successor waits after the last renewal before it takes the lease. Default 15 s; above <see cref="RenewDeadline"/>.</summary>
    /// <remarks>
    /// The Lease object holds whole seconds of at least 1, so the duration is rounded up there. Candidates with the same
    /// options count with the exact value.
    /// </remarks>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A nomination is lost this long after the last successful renewal was <em>sent</em>. Default 10 s; above
    /// <see cref="RetryPeriod"/>. What is left up to <see cref="LeaseDuration"/> is the margin in which guarded work
    /// stops before a successor starts.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two renewals, and between two looks at a lease that somebody else holds. Default 2 s; above zero.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Limit of one request: half of <see cref="RenewDeadline"/>, so that a hung request leaves time for a second one.</summary>
    internal TimeSpan RequestTimeout => RenewDeadline / 2;

    /// <summary><see cref="LeaseDuration"/> as the Lease object can say it: whole seconds, rounded up, at least 1.</summary>
    internal int PublishedSeconds => Math.Max(1, (int)Math.Ceiling(LeaseDuration.TotalSeconds));

    /// <summary>Checks the times against each other.</summary>
    /// <exception cref="ArgumentException">They do not fit; the message lists every problem.</exception>
    public void Validate()
    {
        var problems = Problems().ToList();
        if (problems.Count > 0)
            throw new ArgumentException("The election's times do not fit: " + string.Join("; ", problems) + ".");
    }

    private IEnumerable<string> Problems()
    {
        if (LeaseDuration > TimeSpan.FromHours(1))
            yield return $"LeaseDuration is {LeaseDuration}, it must not exceed 01:00:00";
        if (LeaseDuration <= RenewDeadline)
            yield return $"LeaseDuration is {LeaseDuration}, it must be longer than RenewDeadline ({RenewDeadline})";
        if (RenewDeadline <= RetryPeriod)
            yield return $"RenewDeadline is {RenewDeadline}, it must be longer than RetryPeriod ({RetryPeriod})";
        if (RetryPeriod <= TimeSpan.Zero)
            yield return $"RetryPeriod is {RetryPeriod}, it must be above zero";
    }
}
