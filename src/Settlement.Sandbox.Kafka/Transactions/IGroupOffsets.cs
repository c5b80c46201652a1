namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>The committed offsets of consumer groups, as transactions need them: staged with the transaction, and visible only when it commits.</summary>
internal interface IGroupOffsets
{
    /// <summary>
    /// Whether the member may commit for the group, by its generation. A producer that knows no member gives generation -1 and an empty member.
    /// </summary>
    ErrorCode MayCommit(string group, string memberId, int generation, string? instanceId);

    /// <summary>Keeps offsets for the end of the producer's transaction. Until then fetches that require stable offsets are told to wait.</summary>
    void Stage(long producerId, string group, IReadOnlyList<StagedOffset> offsets);

    /// <summary>Ends the producer's transaction: its staged offsets become the committed ones, or are forgotten.</summary>
    void Complete(long producerId, IReadOnlyCollection<string> groups, bool commit);
}

/// <summary>An offset that a transaction commits for a group.</summary>
internal readonly record struct StagedOffset(string Topic, int Partition, long Offset, int LeaderEpoch, string? Metadata);
