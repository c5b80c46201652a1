namespace Settlement.Sandbox.Kubernetes.Storage;

/// <summary>Changes in the order of their versions, as far back as they are kept. Guarded by the store's lock.</summary>
internal sealed class ChangeLog
{
    private readonly List<StoredEvent> _changes = [];
    private int _head;
    private TaskCompletionSource? _waiting;

    /// <summary>Version of the newest change that is no longer kept; 0 when all are.</summary>
    public long Forgotten { get; private set; }

    public void Append(StoredEvent change)
    {
        _changes.Add(change);
        var waiting = _waiting;
        _waiting = null;
        waiting?.SetResult();
    }

    /// <summary>Completes with the next change.</summary>
    public Task NextChange() => (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Forgets the oldest change that is kept.</summary>
    public StoredEvent ForgetOldest()
    {
        var oldest = _changes[_head];
        _changes[_head++] = null!;
        Forgotten = oldest.Version;
        if (_head >= 1024 && _head * 2 >= _changes.Count)
        {
            _changes.RemoveRange(0, _head);
            _head = 0;
        }

        return oldest;
    }

    /// <summary>Up to <paramref name="max"/> changes after a version, oldest first.</summary>
    public void ReadAfter(long version, int max, List<StoredEvent> into)
    {
        for (var i = FirstAfter(version); i < _changes.Count && into.Count < max; i++)
        {
            into.Add(_changes[i]);
        }
    }

    /// <summary>The changes after a version, newest first.</summary>
    public IEnumerable<StoredEvent> BackTo(long version)
    {
        for (var i = _changes.Count - 1; i >= _head && _changes[i].Version > version; i--)
        {
            yield return _changes[i];
        }
    }

    private int FirstAfter(long version)
    {
        int low = _head, high = _changes.Count;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_changes[middle].Version <= version)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
