namespace Settlement.Kubernetes.Elect;

/// <summary>Whether a candidate may take the lease, and why.</summary>
internal enum LeaseStanding
{
    /// <summary>Somebody else holds it. Wait.</summary>
    Held,

    /// <summary>There is no lease. Create it.</summary>
    Absent,

    /// <summary>It names no holder: released, or made in advance.</summary>
    Unheld,

    /// <summary>It names this process: an earlier request took effect although its answer was lost.</summary>
    Mine,

    /// <summary>Its holder has not renewed it for the lease period.</summary>
    Expired,

    /// <summary>Its holder's process is known to have ended.</summary>
    HolderEnded,
}

/// <summary>The decision by itself, without any I/O.</summary>
internal static class LeaseStandings
{
    public static LeaseStanding Judge(LeaseRecord? record, string me, HolderEnd? holderEnd, long? expiresAt, long now) => record switch
    {
        null => LeaseStanding.Absent,
        { Holder: null } => LeaseStanding.Unheld,
        { Holder: var holder } when holder == me => LeaseStanding.Mine,
        _ when holderEnd is not null => LeaseStanding.HolderEnded,
        _ when now >= expiresAt => LeaseStanding.Expired,
        _ => LeaseStanding.Held,
    };
}
