namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>A member's claim to be in a generation.</summary>
/// <param name="MemberId">Its id.</param>
/// <param name="InstanceId">Its static name; null for a dynamic member, and from clients that do not send it.</param>
/// <param name="Generation">The generation it believes in.</param>
internal readonly record struct MemberClaim(string MemberId, string? InstanceId, int Generation);

/// <summary>What a member asks for once it has joined.</summary>
internal sealed record SyncRequest
{
    /// <summary>Who asks.</summary>
    public required MemberClaim Member { get; init; }

    /// <summary>What kind of group it believes in; null from clients that do not send it.</summary>
    public string? ProtocolType { get; init; }

    /// <summary>The protocol it believes was selected; null from clients that do not send it.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>From the leader: what each member gets, by member id.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Assignments { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();
}

/// <summary>The answer to a sync.</summary>
/// <param name="Error">Whether the member has its assignment.</param>
/// <param name="ProtocolType">What kind of group it is; null on an error.</param>
/// <param name="ProtocolName">The selected protocol; null on an error.</param>
/// <param name="Assignment">What the leader gave it; empty on an error.</param>
internal readonly record struct SyncReply(ErrorCode Error, string? ProtocolType, string? ProtocolName, ReadOnlyMemory<byte> Assignment)
{
    /// <summary>An answer that says why not.</summary>
    public static SyncReply Refused(ErrorCode error) => new(error, null, null, ReadOnlyMemory<byte>.Empty);
}
