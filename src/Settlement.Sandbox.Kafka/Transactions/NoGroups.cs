namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>There are no groups, so nobody may commit for one.</summary>
internal sealed class NoGroups : IGroupOffsets
{
    public ErrorCode MayCommit(string group, string memberId, int generation, string? instanceId) => ErrorCode.CoordinatorNotAvailable;

    public void Stage(long producerId, string group, IReadOnlyList<StagedOffset> offsets)
    {
    }

    public void Complete(long producerId, IReadOnlyCollection<string> groups, bool commit)
    {
    }
}
