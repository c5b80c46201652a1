using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>The watches that clients hold open now.</summary>
internal sealed class OpenWatches(FaultRules rules)
{
    private readonly Lock _lock = new();
    private readonly HashSet<OpenWatch> _open = [];
    private bool _stopped;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Begins a watch; to be disposed when it ends.</summary>
    public OpenWatch Open(string method, string path)
    {
        var watch = new OpenWatch(this, rules, method, path);
        lock (_lock)
        {
            _open.Add(watch);
            if (_stopped)
            {
                watch.Close();
            }
        }

        return watch;
    }

    /// <summary>Ends all watches in an orderly way.</summary>
    /// <returns>How many.</returns>
    public int CloseAll()
    {
        OpenWatch[] open;
        lock (_lock)
        {
            open = [.. _open];
        }

        foreach (var watch in open)
        {
            watch.Close();
        }

        return open.Length;
    }

    /// <summary>Ends all watches, and every later one at once.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
        }

        CloseAll();
    }

    internal sealed class OpenWatch(OpenWatches all, FaultRules rules, string method, string path) : IWatchFaults, IDisposable
    {
        private readonly CancellationTokenSource _closed = new();

        public CancellationToken Closed => _closed.Token;

        public WatchFault Next() => rules.Take(true, method, path) switch
        {
            { Kind: FaultKind.DropEvent } => new WatchFault(0, TimeSpan.Zero),
            { Kind: FaultKind.DuplicateEvent } => new WatchFault(2, TimeSpan.Zero),
            { Kind: FaultKind.DelayEvent, Delay: var delay } => new WatchFault(1, delay),
            _ => WatchFault.None,
        };

        /// <remarks>The source has no timer, so it is never disposed and may be cancelled at any time.</remarks>
        public void Close() => _closed.Cancel();

        public void Dispose()
        {
            lock (all._lock)
            {
                all._open.Remove(this);
            }
        }
    }
}
