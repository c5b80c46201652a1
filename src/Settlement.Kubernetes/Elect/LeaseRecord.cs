using k8s.Models;

namespace Settlement.Kubernetes.Elect;

/// <summary>
/// What candidates compare: two equal records mean that nobody renewed in between. Its times are never compared with a
/// clock; they only have to differ from one renewal to the next.
/// </summary>
internal sealed record LeaseRecord(string? Uid, string? Holder, DateTime? AcquireTime, DateTime? RenewTime, int? DurationSeconds)
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>Accepts what people and other clients leave behind: no spec, no holder, an empty holder.</summary>
    public static LeaseRecord Of(V1Lease lease) => new(
        lease.Metadata?.Uid,
        string.IsNullOrEmpty(lease.Spec?.HolderIdentity) ? null : lease.Spec.HolderIdentity,
        lease.Spec?.AcquireTime,
        lease.Spec?.RenewTime,
        lease.Spec?.LeaseDurationSeconds);

    /// <summary>The spec with which a holder takes or renews the lease; null stands for a lease that does not exist.</summary>
    /// <remarks>
    /// leaseTransitions is counted for people, as others do, and used for nothing: it starts again when a lease is deleted.
    /// </remarks>
    public static V1LeaseSpec HeldBy(string holder, V1LeaseSpec? previous, int durationSeconds, DateTimeOffset now)
    {
        var renewTime = Renewed(previous?.RenewTime, now);
        var same = previous?.HolderIdentity == holder;
        return (previous ?? new V1LeaseSpec { LeaseTransitions = 0 }) with
        {
            HolderIdentity = holder,
            LeaseDurationSeconds = durationSeconds,
            AcquireTime = same ? previous!.AcquireTime : renewTime,
            RenewTime = renewTime,
            LeaseTransitions = previous is null || same ? previous?.LeaseTransitions ?? 0 : Next(previous.LeaseTransitions),
        };
    }

    /// <summary>The spec that gives the lease back: no holder, and the shortest duration that the API server accepts.</summary>
    public static V1LeaseSpec Released(V1LeaseSpec previous, DateTimeOffset now) =>
        previous with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = Renewed(previous.RenewTime, now) };

    // A replacement that changes nothing leaves the record as it is, and a renewal that nobody can see is none. So
    // the renew time moves on even while the wall clock stands still.
    private static DateTime Renewed(DateTime? previous, DateTimeOffset now)
    {
        var time = new DateTime(now.UtcTicks - (now.UtcTicks % TicksPerMicrosecond), DateTimeKind.Utc);
        return previous is { } last && last - time is { Ticks: >= 0 and < TimeSpan.TicksPerSecond } ? last.AddTicks(TicksPerMicrosecond) : time;
    }

    private static int Next(int? transitions) => transitions is null or < 0 or int.MaxValue ? 1 : transitions.Value + 1;
}
