namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>A partition of a topic, as groups name it.</summary>
internal readonly record struct GroupPartition(string Topic, int Partition);

/// <summary>How far a group has come in a partition.</summary>
/// <param name="Offset">The next offset to read.</param>
/// <param name="LeaderEpoch">The epoch of the record before it; -1 where the client does not know it.</param>
/// <param name="Metadata">A text of the client's own.</param>
internal readonly record struct CommittedOffset(long Offset, int LeaderEpoch, string Metadata);
