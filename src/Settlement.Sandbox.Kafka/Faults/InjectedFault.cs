using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Faults;

/// <summary>A fault that is in force until it has hit as often as it should, or is removed.</summary>
public sealed class InjectedFault : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Actor _actor;
    private readonly FaultMatch _match;
    private readonly FaultAction _action;
    private readonly int _times;
    private readonly FaultChance? _chance;
    private readonly Random? _random;
    private readonly List<Action> _held = []; // The broker's turn alone touches it.
    private TaskCompletionSource _hit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _skip;
    private int _hits;
    private bool _removed;

    internal InjectedFault(Actor actor, FaultMatch match, FaultAction action, int times, int skip, FaultChance? chance)
    {
        (_actor, _match, _action, _times, _skip, _chance) = (actor, match, action, times, skip, chance);
        _random = chance is null ? null : new Random(chance.Seed);
    }

    /// <summary>How many requests it has hit.</summary>
    public int Hits
    {
        get
        {
            lock (_gate)
            {
                return _hits;
            }
        }
    }

    /// <summary>Ends when it has hit so many requests.</summary>
    public async Task WaitForHitsAsync(int count = 1, CancellationToken cancellation = default)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_hits >= count)
                {
                    return;
                }

                next = _hit.Task;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Applies all requests that are held back, in the order in which they came. Later ones are held again.</summary>
    public void Release() =>
        // In the broker's turn, not now: a request that is counted as hit may not be held yet, and would never be applied.
        _actor.Post(() =>
        {
            Action[] held = [.. _held];
            _held.Clear();
            foreach (var handle in held)
            {
                handle();
            }
        });

    /// <summary>Hits nothing more. Requests that are held back are applied.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _removed = true;
        }

        Release();
    }

    /// <inheritdoc/>
    public override string ToString() => _action.ToString();

    /// <summary>Whether it hits this request; then it is counted.</summary>
    internal bool Hit(Request request, Lazy<RequestTarget> target)
    {
        lock (_gate)
        {
            if (_removed || _hits >= _times || !_match.Fits(request, target.Value) || (_random is not null && _random.Next(100) >= _chance!.Percent))
            {
                return false;
            }

            if (_skip > 0)
            {
                _skip--;
                return false;
            }

            _hits++;
            _hit.TrySetResult();
            _hit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>Whether the request is handled later: <see cref="HoldBack"/> is for it, not <see cref="Apply"/>.</summary>
    internal bool HoldsBack => _action.Kind is FaultKind.Delay or FaultKind.Hold;

    internal void Apply(Request request, Action handle, Action<ErrorCode> refuse)
    {
        switch (_action.Kind)
        {
            case FaultKind.DropRequest:
                request.NoAnswer();
                request.ReleaseFrame();
                break;
            case FaultKind.CloseConnection:
                request.Connection.Abort();
                request.ReleaseFrame();
                break;
            case FaultKind.DropReply:
                request.Fate = ReplyFate.Swallow;
                handle();
                break;
            case FaultKind.CloseInsteadOfReply:
                request.Fate = ReplyFate.CloseInstead;
                handle();
                break;
            case FaultKind.Answer:
                refuse(_action.Error);
                break;
            default:
                throw new InvalidOperationException($"No such fault: {_action.Kind}");
        }
    }

    /// <summary>Keeps a request until its time has come or it is released.</summary>
    internal void HoldBack(Action handle)
    {
        if (_action.Kind == FaultKind.Delay)
        {
            _ = _actor.After(_action.Time, handle);
            return;
        }

        _held.Add(handle);
    }
}
