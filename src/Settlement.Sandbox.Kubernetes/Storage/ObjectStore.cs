using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Storage;

/// <summary>
/// All objects, and one ordered log of their changes. Every write takes the next version. Changes are kept until there are too many, or until <see cref="Compact"/>;
/// who asks for older ones gets <see cref="CompactedException"/>. Writers and readers meet at one lock, which is held for one object only.
/// </summary>
internal sealed class ObjectStore : IDisposable
{
    /// <summary>Versions begin here, so that small numbers are always versions of long ago.</summary>
    private const long FirstVersion = 1000;

    private static readonly ObjectKey Nowhere = new(new GroupResource("", ""), "", "");

    private readonly Lock _lock = new();
    private readonly Dictionary<GroupResource, ResourceLog> _resources = [];
    private readonly Queue<ResourceLog> _order = new();
    private readonly ChangeLog _everything = new();
    private readonly List<Action<StoredEvent>> _observers = [];
    private readonly StoreLimits _limits;
    private readonly JournalFile? _journal;
    private long _bytes;
    private long _version = FirstVersion;
    private long _compacted;

    /// <param name="limits">How much of the past is kept; null: the default.</param>
    /// <param name="directory">The folder that keeps the objects; null: none does. What is in it is there again, its past is not.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public ObjectStore(StoreLimits? limits = null, string? directory = null)
    {
        _limits = limits ?? StoreLimits.Default;
        _journal = directory is null ? null : JournalFile.Open(directory, Restore);
        _compacted = _version;
        RewriteWhenStale();
    }

    /// <summary>Version of the newest write.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Changes up to this version are no longer kept.</summary>
    public long Compacted => Volatile.Read(ref _compacted);

    public StoredObject? Find(ObjectKey key)
    {
        lock (_lock)
        {
            return Log(key.Resource).Current.GetValueOrDefault(ResourceLog.Path(key));
        }
    }

    /// <summary>The objects of a resource now.</summary>
    public Snapshot Now(GroupResource resource)
    {
        lock (_lock)
        {
            return new Snapshot(_version, Log(resource).Current);
        }
    }

    /// <summary>The objects of a resource as they were.</summary>
    /// <exception cref="CompactedException">The version is too old.</exception>
    public Snapshot At(GroupResource resource, long version)
    {
        lock (_lock)
        {
            return version < _compacted ? throw new CompactedException(version, _compacted) : new Snapshot(version, Log(resource).At(version));
        }
    }

    /// <summary>Writes one object.</summary>
    /// <param name="key">Where.</param>
    /// <param name="expected">The version it must have now; 0: it must be absent.</param>
    /// <param name="encode">Gives the bytes, with the version that they are to carry.</param>
    /// <returns>What was written, or null when somebody else was quicker.</returns>
    public StoredObject? Put(ObjectKey key, long expected, Func<long, ReadOnlyMemory<byte>> encode)
    {
        lock (_lock)
        {
            var log = Log(key.Resource);
            var old = log.Current.GetValueOrDefault(ResourceLog.Path(key));
            if ((old?.Version ?? 0) != expected)
            {
                return null;
            }

            var version = _version + 1;
            var value = new StoredObject(key, version, encode(version));
            Append(log, new StoredEvent(old is null ? ChangeKind.Added : ChangeKind.Modified, version, value, old));
            return value;
        }
    }

    /// <summary>Removes one object.</summary>
    /// <param name="key">Where.</param>
    /// <param name="expected">The version it must have now.</param>
    /// <param name="encode">Gives the bytes of its last state, with the version of the deletion.</param>
    /// <returns>The last state, or null when somebody else was quicker.</returns>
    public StoredObject? Remove(ObjectKey key, long expected, Func<long, ReadOnlyMemory<byte>> encode)
    {
        lock (_lock)
        {
            var log = Log(key.Resource);
            if (log.Current.GetValueOrDefault(ResourceLog.Path(key)) is not { } old || old.Version != expected)
            {
                return null;
            }

            var version = _version + 1;
            var last = new StoredObject(key, version, encode(version));
            Append(log, new StoredEvent(ChangeKind.Deleted, version, last, old));
            return last;
        }
    }

    /// <summary>Forgets all changes so far. Open watches that are up to date go on.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            while (_order.Count > 0)
            {
                ForgetOldest();
            }

            _compacted = _version;
        }
    }

    /// <summary>Reads changes of one resource.</summary>
    /// <param name="resource">Which; null: all, in the order of their versions.</param>
    /// <param name="after">The version that was read before.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="into">Takes them; emptied first.</param>
    /// <returns>Up to where has been read, and, if nothing was there, what completes when something is.</returns>
    /// <exception cref="CompactedException">Changes after this version have been forgotten.</exception>
    public (long Position, Task? NextChange) Read(GroupResource? resource, long after, int max, List<StoredEvent> into)
    {
        into.Clear();
        lock (_lock)
        {
            var log = resource is { } one ? Log(one).Changes : _everything;
            if (after < log.Forgotten)
            {
                throw new CompactedException(after, _compacted);
            }

            log.ReadAfter(after, max, into);
            return into.Count == 0 ? (Math.Max(after, _version), log.NextChange()) : (into[^1].Version, null);
        }
    }

    /// <summary>Calls the observer with every change from now on, under the lock.</summary>
    public void Observe(Action<StoredEvent> observer)
    {
        lock (_lock)
        {
            _observers.Add(observer);
        }
    }

    /// <summary>All changes from now on. A reader that is too slow gets <see cref="CompactedException"/>.</summary>
    public async IAsyncEnumerable<StoredEvent> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<StoredEvent>();
        var position = Version;
        while (true)
        {
            (position, var next) = Read(null, position, 256, batch);
            foreach (var change in batch)
            {
                yield return change;
            }

            if (next is not null)
            {
                await next.WaitAsync(cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private ResourceLog Log(GroupResource resource)
    {
        if (!_resources.TryGetValue(resource, out var log))
        {
            _resources[resource] = log = new ResourceLog();
        }

        return log;
    }

    public void Dispose() => _journal?.Dispose();

    private void Restore(JournalRecord record)
    {
        _version = Math.Max(_version, record.Version);
        var log = Log(record.Key.Resource);
        if (record.Utf8.IsEmpty)
        {
            log.Restore(record.Key);
        }
        else
        {
            log.Restore(new StoredObject(record.Key, record.Version, record.Utf8.ToArray()));
        }
    }

    private void RewriteWhenStale()
    {
        if (_journal is { IsStale: true })
        {
            // The newest version must not be lost with an object that was removed by it.
            _journal.Rewrite(_resources.Values.SelectMany(r => r.Current.Values).Select(o => new JournalRecord(o.Key, o.Version, o.Utf8)).Append(new JournalRecord(Nowhere, _version, default)));
        }
    }

    private void Append(ResourceLog log, StoredEvent change)
    {
        _journal?.Append(new JournalRecord(change.Object.Key, change.Version, change.Kind == ChangeKind.Deleted ? default : change.Object.Utf8));
        Volatile.Write(ref _version, change.Version);
        log.Append(change);
        _everything.Append(change);
        _order.Enqueue(log);
        foreach (var observer in _observers)
        {
            observer(change);
        }

        _bytes += change.Object.Utf8.Length;
        while (_order.Count > _limits.Changes || _bytes > _limits.Bytes)
        {
            Volatile.Write(ref _compacted, ForgetOldest().Version);
        }

        RewriteWhenStale();
    }

    private StoredEvent ForgetOldest()
    {
        var oldest = _order.Dequeue().Changes.ForgetOldest();
        _everything.ForgetOldest();
        _bytes -= oldest.Object.Utf8.Length;
        return oldest;
    }
}

/// <summary>How much of the past is kept.</summary>
/// <param name="Changes">Number of changes; default 10,000.</param>
/// <param name="Bytes">Bytes of the objects in them; default 8 MiB.</param>
internal sealed record StoreLimits(int Changes, long Bytes)
{
    public static readonly StoreLimits Default = new(10_000, 8 << 20);
}

/// <summary>The objects of one resource at one version.</summary>
internal readonly record struct Snapshot(long Version, ImmutableSortedDictionary<string, StoredObject> Objects);

/// <summary>What was asked for is older than what is kept.</summary>
internal sealed class CompactedException(long asked, long compacted) : Exception($"too old resource version: {asked} ({compacted})")
{
    public long Compacted { get; } = compacted;
}
