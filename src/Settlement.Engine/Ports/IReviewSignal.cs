namespace Settlement.Engine.Ports;

/// <summary>What people say of a run while it closes and before its result is published, as the resource says now.</summary>
public interface IReviewSignal
{
    /// <summary>Their word.</summary>
    Review Review { get; }
}

/// <summary>The word of those who verify a result.</summary>
/// <param name="IsReleased">The result may be published: release is automatic, or somebody has released it.</param>
/// <param name="RejectedBecause">Why the run is rejected; empty when it is not. A rejection stands above a release that has not been recorded yet.</param>
/// <param name="Recheck">Changes when the gates of a blocked run are to be checked again at once; empty when nobody has asked.</param>
public sealed record Review(bool IsReleased, string RejectedBecause, string Recheck);
