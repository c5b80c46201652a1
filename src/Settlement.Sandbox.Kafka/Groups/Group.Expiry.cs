namespace Settlement.Sandbox.Kafka.Groups;

internal sealed partial class Group
{
    /// <summary>When <see cref="Expire"/> has something to do; null where nothing is waited for.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            var next = Earlier(_joinsEnd, _syncsEnd);
            foreach (var member in _roster.All)
                next = Earlier(next, member.Deadline);
            foreach (var pending in _pending.Values)
                next = Earlier(next, pending);
            return next;
        }
    }

    /// <summary>Ends whatever has waited for too long: given ids that nobody came back with, sessions without heartbeat, joins and syncs that others wait for.</summary>
    public void Expire()
    {
        var now = Now;
        foreach (var pending in _pending.Where(entry => entry.Value <= now).Select(static entry => entry.Key).ToList())
        {
            _pending.Remove(pending);
            Proceed();
        }
        foreach (var member in _roster.All)
        {
            if (member.Deadline <= now && _roster.TryFind(member.Id, out _))
                Remove(member);
        }
        if (_joinsEnd <= now)
            JoinsOver();
        if (_syncsEnd <= now)
            SyncsOver();
    }

    // A member that has joined and never asks for its assignment would hold its partitions and consume nothing.
    private void SyncsOver()
    {
        _syncsEnd = null;
        var late = _roster.All.Where(member => _unsynced.Contains(member.Id)).ToList();
        _unsynced.Clear();
        foreach (var member in late)
            _roster.Remove(member);
        if (late.Count > 0)
            Rebalance();
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other)
    {
        if (one is null)
            return other;
        return other < one ? other : one;
    }
}
