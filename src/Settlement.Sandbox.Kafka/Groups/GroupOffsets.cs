namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>The offsets of one group: those that hold, and those that belong to transactions whose fate is open.</summary>
internal sealed class GroupOffsets
{
    private readonly Dictionary<GroupPartition, (CommittedOffset Offset, long Order)> _committed = [];
    private readonly Dictionary<long, Dictionary<GroupPartition, (CommittedOffset Offset, long Order)>> _staged = [];
    private long _order;

    /// <summary>Partitions with a committed offset, in the order of topic and number.</summary>
    public IReadOnlyList<GroupPartition> Partitions =>
        [.. _committed.Keys.OrderBy(static at => at.Topic, StringComparer.Ordinal).ThenBy(static at => at.Partition)];

    /// <summary>The committed offset; null where there is none.</summary>
    public CommittedOffset? Find(GroupPartition at) => _committed.TryGetValue(at, out var found) ? found.Offset : null;

    /// <summary>Whether a transaction that is still open may change it.</summary>
    public bool IsUnstable(GroupPartition at) => _staged.Values.Any(offsets => offsets.ContainsKey(at));

    /// <summary>Commits an offset at once.</summary>
    public void Commit(GroupPartition at, CommittedOffset offset) => _committed[at] = (offset, ++_order);

    /// <summary>Keeps an offset until the producer's transaction ends; the last one for a partition counts.</summary>
    public void Stage(long producerId, GroupPartition at, CommittedOffset offset)
    {
        if (!_staged.TryGetValue(producerId, out var offsets))
            _staged.Add(producerId, offsets = []);
        offsets[at] = (offset, ++_order);
    }

    /// <summary>Ends a producer's transaction. Where an offset was committed after one was staged, the later one stands.</summary>
    /// <param name="producerId">Whose it is.</param>
    /// <param name="commit">Whether its offsets hold; else they are dropped.</param>
    public void End(long producerId, bool commit)
    {
        if (!_staged.Remove(producerId, out var offsets) || !commit)
            return;
        foreach (var (at, staged) in offsets)
        {
            if (!_committed.TryGetValue(at, out var current) || current.Order < staged.Order)
                _committed[at] = staged;
        }
    }

    /// <summary>Forgets a partition's offset.</summary>
    public void Delete(GroupPartition at) => _committed.Remove(at);

    /// <summary>Forgets what concerns a topic that is gone.</summary>
    public void DeleteTopic(string topic)
    {
        foreach (var at in _committed.Keys.Where(at => at.Topic == topic).ToList())
            _committed.Remove(at);
        foreach (var offsets in _staged.Values)
        {
            foreach (var at in offsets.Keys.Where(at => at.Topic == topic).ToList())
                offsets.Remove(at);
        }
    }
}
