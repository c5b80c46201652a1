namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>The coordinator's settings, named after the broker settings they stand for.</summary>
internal sealed record GroupSettings
{
    /// <summary>How long the first join of an empty group waits for others; <c>group.initial.rebalance.delay.ms</c>. Default: 0, as long waits only slow tests down.</summary>
    public TimeSpan InitialRebalanceDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The shortest session time-out that a member may ask for; <c>group.min.session.timeout.ms</c>.</summary>
    public TimeSpan MinSessionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest session time-out that a member may ask for; <c>group.max.session.timeout.ms</c>.</summary>
    public TimeSpan MaxSessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a member may stay in its first join before it counts as gone: its client has not yet begun to send heartbeats.</summary>
    public TimeSpan NewMemberTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest text that may accompany an offset, in bytes of UTF-8; <c>offset.metadata.max.bytes</c>.</summary>
    public int MaxMetadataBytes { get; init; } = 4096;
}
