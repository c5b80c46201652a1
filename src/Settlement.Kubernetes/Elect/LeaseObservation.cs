namespace Settlement.Kubernetes.Elect;

/// <summary>
/// What one candidate knows about a lease from its own looks, and from that, when the holder has stopped. Rules:
/// <list type="number">
/// <item>Only the candidate's monotonic clock counts. The times inside the record are compared for equality alone.</item>
/// <item>A renewal that a look shows first came after the look before it was sent, and before the answer.</item>
/// <item>So the lease runs out one lease period after the look before: a candidate that is watching takes over at most
/// one lease period after the last renewal.</item>
/// <item>A holder stops at the latest one renew deadline after it sent that renewal. So the lease never runs out earlier
/// than one renew deadline after the answer, however slow the API server is.</item>
/// <item>Without a look before, or under a holder with another duration than ours, the whole duration counts from the answer.</item>
/// </list>
/// </summary>
internal sealed class LeaseObservation(ElectionOptions options, TimeProvider time)
{
    private long? _earlierLookSent;

    /// <summary>The lease as last seen; null before the first look and while there is no lease.</summary>
    public LeaseRecord? Record { get; private set; }

    /// <summary>Timestamp from which the holder counts as stopped; null without a holder.</summary>
    public long? ExpiresAt { get; private set; }

    /// <summary>Takes in one successful look.</summary>
    /// <returns>Whether the holder is another one than before.</returns>
    public bool Saw(LeaseRecord? record, long sent, long answered)
    {
        var holderChanged = record?.Holder != Record?.Holder;
        if (record != Record || _earlierLookSent is null)
            ExpiresAt = record?.Holder is null ? null : Expiry(record, answered);
        Record = record;
        _earlierLookSent = sent;
        return holderChanged;
    }

    private long Expiry(LeaseRecord record, long answered)
    {
        var published = record.DurationSeconds is > 0 ? record.DurationSeconds.Value : options.PublishedSeconds;
        if (published != options.PublishedSeconds)
            return answered + Ticks(TimeSpan.FromSeconds(published));
        return _earlierLookSent is { } earlier
            ? Math.Max(earlier + Ticks(options.LeaseDuration), answered + Ticks(options.RenewDeadline))
            : answered + Ticks(options.LeaseDuration);
    }

    private long Ticks(TimeSpan span) => (long)((Int128)span.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond);
}
