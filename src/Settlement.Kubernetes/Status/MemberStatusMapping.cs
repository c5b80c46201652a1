using System.Globalization;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Status;

/// <summary>The engine's reports as the resource shows them.</summary>
public static class MemberStatusMapping
{
    /// <summary>Takes a settler's own state over into its entry.</summary>
    public static void Take(MemberStatus status, MemberReport report)
    {
        status.Ready = report.Ready;
        status.Listener = report.ListenerTripped ? ListenerState.Tripped : ListenerState.Running;
        status.ListenerMessage = NullIfEmpty(report.ListenerMessage);
        status.Lag = report.Lag;
        status.TradesPerSecond = report.TradesPerSecond;
        status.LastCheckpointAt = report.LastCheckpointAt?.UtcDateTime;
    }

    /// <summary>What a settler knows of the run. An epoch of 0 means that nobody has claimed one.</summary>
    public static MemberRunStatus Map(RunReport report) => new()
    {
        State = report.Phase,
        Reason = NullIfEmpty(report.Reason),
        Message = NullIfEmpty(report.Message),
        Epoch = report.State is { Epoch: > 0 } claimed ? claimed.Epoch : null,
        Leader = NullIfEmpty(PodOf(report.State?.Leader)),
        Barrier = report.State?.Barrier?.ToDictionary(pair => pair.Key.ToString(CultureInfo.InvariantCulture), pair => pair.Value),
        Source = report.State?.Source?.Source,
        TradeCount = report.State?.TradeCount,
        Digest = report.State?.Digest,
        PreviousDigest = report.State?.PreviousDigest,
        StartedAt = report.State?.StartedAt.UtcDateTime,
        ClosedAt = report.State?.SettledAt?.UtcDateTime,
        ReleasedAt = report.State?.ReleasedAt?.UtcDateTime,
        RejectedAt = report.State?.RejectedAt?.UtcDateTime,
        PublishedAt = report.State?.PublishedAt?.UtcDateTime,
    };

    /// <summary>The pod's name from a holder identity ("pod/uid/random").</summary>
    private static string? PodOf(string? holder) => holder?.Split('/', 2)[0];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
