using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Faults;

/// <summary>The faults of one broker. Of several that fit a request, the one that was added first hits it.</summary>
public sealed class FaultPlan
{
    private static readonly ApiKey[] TransactionApis = [ApiKey.InitProducerId, ApiKey.AddPartitionsToTxn, ApiKey.AddOffsetsToTxn, ApiKey.EndTxn];

    private static readonly ApiKey[] GroupApis =
        [ApiKey.JoinGroup, ApiKey.SyncGroup, ApiKey.Heartbeat, ApiKey.LeaveGroup, ApiKey.OffsetCommit, ApiKey.OffsetFetch, ApiKey.TxnOffsetCommit];

    private readonly Lock _gate = new();
    private readonly Actor _actor;
    private readonly List<InjectedFault> _faults = [];
    private readonly Dictionary<(string Topic, int Partition), int> _stalled = [];

    internal FaultPlan(Actor actor) => _actor = actor;

    /// <summary>Told on the actor when a partition's fetches go on.</summary>
    internal event Action<string, int>? StallEnded;

    /// <summary>Told on the actor when a group's coordinator moves.</summary>
    internal event Action<string>? GroupMoved;

    /// <summary>Injects a fault.</summary>
    /// <param name="match">Which requests it hits.</param>
    /// <param name="action">What it does with them.</param>
    /// <param name="times">How many it hits.</param>
    /// <param name="skip">How many that fit it lets pass first.</param>
    /// <param name="chance">Lets it hit only some; without it, it hits every one.</param>
    public InjectedFault Add(FaultMatch match, FaultAction action, int times = 1, int skip = 0, FaultChance? chance = null)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        var fault = new InjectedFault(_actor, match, action, times, skip, chance);
        lock (_gate)
        {
            _faults.Add(fault);
        }

        return fault;
    }

    /// <summary>
    /// Lets the coordinator of a transactional id move: so many of its requests are answered with <see cref="ErrorCode.NotCoordinator"/>, and then so many with
    /// <see cref="ErrorCode.ConcurrentTransactions"/>, as while a new coordinator loads and completes what it found.
    /// </summary>
    public IReadOnlyList<InjectedFault> MoveCoordinator(string? transactionalId, int notCoordinator = 3, int concurrentTransactions = 3)
    {
        var match = new FaultMatch { Apis = TransactionApis, TransactionalId = transactionalId };
        return [Add(match, FaultAction.Answer(ErrorCode.NotCoordinator), notCoordinator), Add(match, FaultAction.Answer(ErrorCode.ConcurrentTransactions), concurrentTransactions)];
    }

    /// <summary>
    /// Lets the coordinator of a group move: whoever waits in the group is sent away, and so many of its requests are answered with <see cref="ErrorCode.NotCoordinator"/>.
    /// </summary>
    public InjectedFault MoveGroupCoordinator(string group, int notCoordinator = 3)
    {
        var fault = Add(new FaultMatch { Apis = GroupApis, Group = group }, FaultAction.Answer(ErrorCode.NotCoordinator), notCoordinator);
        _actor.Post(() => GroupMoved?.Invoke(group));
        return fault;
    }

    /// <summary>Lets fetches of a partition find nothing, as if nothing were there yet, until the result is disposed.</summary>
    public IDisposable StallFetches(string topic, int partition)
    {
        lock (_gate)
        {
            _stalled[(topic, partition)] = _stalled.GetValueOrDefault((topic, partition)) + 1;
        }

        return new Stall(this, topic, partition);
    }

    /// <summary>Ends all faults. Requests that are held back are applied.</summary>
    public void Clear()
    {
        InjectedFault[] faults;
        lock (_gate)
        {
            faults = [.. _faults];
            _faults.Clear();
        }

        foreach (var fault in faults)
        {
            fault.Dispose();
        }
    }

    internal bool IsStalled(string topic, int partition)
    {
        lock (_gate)
        {
            return _stalled.ContainsKey((topic, partition));
        }
    }

    internal InjectedFault? Meet(Request request, ApiHandler handler, object body)
    {
        lock (_gate)
        {
            if (_faults.Count == 0)
            {
                return null;
            }

            var target = new Lazy<RequestTarget>(() => handler.TargetOf(body));
            return _faults.Find(fault => fault.Hit(request, target));
        }
    }

    private void EndStall(string topic, int partition)
    {
        lock (_gate)
        {
            if (--_stalled[(topic, partition)] == 0)
            {
                _stalled.Remove((topic, partition));
            }
        }

        _actor.Post(() => StallEnded?.Invoke(topic, partition));
    }

    private sealed class Stall(FaultPlan plan, string topic, int partition) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _ended, true))
            {
                plan.EndStall(topic, partition);
            }
        }
    }
}
