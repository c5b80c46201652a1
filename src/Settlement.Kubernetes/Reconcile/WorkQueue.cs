using System.Threading.Channels;

namespace Settlement.Kubernetes.Reconcile;

/// <summary>
/// Keys to work on. A key that is queued several times is handed out once; a key that is queued while it is being worked on is handed out again afterwards,
/// and never to two workers at the same time.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="time">Clock of delays.</param>
public sealed class WorkQueue<TKey>(TimeProvider time) : IDisposable where TKey : notnull
{
    private enum State
    {
        Queued,
        Working,
        WorkingAndQueued,
    }

    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, State> _states = [];
    private readonly Dictionary<TKey, (ITimer Timer, long Due)> _delayed = [];
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <summary>Keys that wait or are worked on; delayed ones are not counted.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _states.Count;
        }
    }

    /// <summary>Queues a key.</summary>
    public void Add(TKey key)
    {
        lock (_gate) Add_NeedsLock(key);
    }

    /// <summary>Queues a key after a delay. Of several delays of one key the shortest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            var due = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
            if (_delayed.TryGetValue(key, out var waiting))
            {
                if (waiting.Due <= due) return;
                waiting.Timer.Dispose();
            }

            _delayed[key] = (time.CreateTimer(_ => Due(key, due), null, delay, Timeout.InfiniteTimeSpan), due);
        }
    }

    /// <summary>Waits for a key to work on; call <see cref="Done"/> afterwards.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate) _states[key] = State.Working;
        return key;
    }

    /// <summary>Ends the work on a key that was taken.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            var again = _states[key] == State.WorkingAndQueued;
            _states.Remove(key);
            if (again) Add_NeedsLock(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var (timer, _) in _delayed.Values) timer.Dispose();
            _delayed.Clear();
        }
    }

    private void Due(TKey key, long due)
    {
        lock (_gate)
        {
            if (!_delayed.TryGetValue(key, out var waiting) || waiting.Due != due) return;
            waiting.Timer.Dispose();
            _delayed.Remove(key);
            Add_NeedsLock(key);
        }
    }

    private void Add_NeedsLock(TKey key)
    {
        if (!_states.TryGetValue(key, out var state))
        {
            _states[key] = State.Queued;
            _ready.Writer.TryWrite(key);
        }
        else if (state == State.Working)
        {
            _states[key] = State.WorkingAndQueued;
        }
    }
}
