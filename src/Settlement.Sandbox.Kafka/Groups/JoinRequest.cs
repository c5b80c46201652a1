namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>A way of assigning partitions that a member offers.</summary>
/// <param name="Name">The assignor's name.</param>
/// <param name="Metadata">The member's subscription in the assignor's own form, which only clients read.</param>
internal readonly record struct OfferedProtocol(string Name, ReadOnlyMemory<byte> Metadata);

/// <summary>What a member asks for when it joins.</summary>
internal sealed record JoinRequest
{
    /// <summary>The id that the coordinator gave it; empty for a member that has none yet.</summary>
    public required string MemberId { get; init; }

    /// <summary>The name under which it comes back after a restart; null for a dynamic member.</summary>
    public string? InstanceId { get; init; }

    /// <summary>What the client calls itself.</summary>
    public required string ClientId { get; init; }

    /// <summary>Where it calls from.</summary>
    public required string ClientHost { get; init; }

    /// <summary>After so long without a heartbeat it counts as gone.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>How long others wait for it in a rebalance.</summary>
    public required TimeSpan RebalanceTimeout { get; init; }

    /// <summary>What kind of group this is: <c>consumer</c> for consumers.</summary>
    public required string ProtocolType { get; init; }

    /// <summary>What it can work with, the best first.</summary>
    public required IReadOnlyList<OfferedProtocol> Protocols { get; init; }

    /// <summary>Whether a dynamic member without id is first given one and must come back with it, so that a client that gives up leaves no ghost.</summary>
    public bool RequireKnownMemberId { get; init; }
}

/// <summary>A member as its leader sees it.</summary>
/// <param name="MemberId">Its id in this generation.</param>
/// <param name="InstanceId">Its static name; null for a dynamic member.</param>
/// <param name="Metadata">Its subscription for the selected protocol.</param>
internal readonly record struct JoinedMember(string MemberId, string? InstanceId, ReadOnlyMemory<byte> Metadata);

/// <summary>The answer to a join.</summary>
internal sealed record JoinReply
{
    /// <summary>Whether it has joined.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>The generation it belongs to; -1 where it has not joined.</summary>
    public int Generation { get; init; } = -1;

    /// <summary>What kind of group it is; null where it has not joined.</summary>
    public string? ProtocolType { get; init; }

    /// <summary>The protocol that all members can work with; null where it has not joined.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>The id of the member that assigns partitions.</summary>
    public string Leader { get; init; } = "";

    /// <summary>The member's own id from now on.</summary>
    public required string MemberId { get; init; }

    /// <summary>All members for the leader, nobody for the others.</summary>
    public IReadOnlyList<JoinedMember> Members { get; init; } = [];

    /// <summary>An answer that says why not.</summary>
    public static JoinReply Refused(ErrorCode error, string memberId) => new() { Error = error, MemberId = memberId };
}
