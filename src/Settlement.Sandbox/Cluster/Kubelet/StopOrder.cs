namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// A pod's order to end: first gently, then, after the grace period, by force. A later order can only shorten the grace. Thread-safe; the first order
/// to end by force may come without a gentle one.
/// </summary>
internal sealed class StopOrder : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _gently = new();
    private readonly CancellationTokenSource _byForce = new();
    private ITimer? _timer;
    private bool _disposed;
    private DateTimeOffset _deadline = DateTimeOffset.MaxValue;

    public StopOrder(TimeProvider time)
    {
        _time = time;
        Gently = _gently.Token;
        ByForce = _byForce.Token;
    }

    /// <summary>Cancelled with the first order of either kind: nothing is started any more.</summary>
    public CancellationToken Gently { get; }

    /// <summary>Cancelled when the processes are to be killed.</summary>
    public CancellationToken ByForce { get; }

    public bool IsGiven => Gently.IsCancellationRequested;

    public void Give(TimeSpan grace)
    {
        if (grace <= TimeSpan.Zero)
        {
            GiveByForce();
            return;
        }

        lock (_gate)
        {
            var deadline = _time.GetUtcNow() + grace;
            if (_disposed || deadline >= _deadline)
            {
                return;
            }

            _deadline = deadline;
            _timer?.Dispose();
            _timer = _time.CreateTimer(_ => GiveByForce(), null, grace, Timeout.InfiniteTimeSpan);
            _gently.Cancel();
        }
    }

    public void GiveByForce()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _byForce.Cancel();
                _gently.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
            _gently.Dispose();
            _byForce.Dispose();
        }
    }
}
