namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>Where a consumer group stands in the classic protocol. The names are those that clients are told.</summary>
internal enum GroupState
{
    /// <summary>No members; committed offsets may remain.</summary>
    Empty,

    /// <summary>Members are asked to join again, and their joins are held until all have come or the time is over.</summary>
    PreparingRebalance,

    /// <summary>The next generation is formed, and its members wait for the leader's assignment.</summary>
    CompletingRebalance,

    /// <summary>Every member has its assignment.</summary>
    Stable,

    /// <summary>Deleted.</summary>
    Dead,
}
