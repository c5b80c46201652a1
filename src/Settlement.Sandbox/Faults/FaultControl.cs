using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Faults;

namespace Settlement.Sandbox.Faults;

/// <summary>A fault in the list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Fault">What it does, in words.</param>
/// <param name="Hits">How many requests it has hit.</param>
/// <param name="Times">How many it hits at most; null where it is not counted.</param>
internal sealed record ListedFault(int Id, string Fault, int Hits, int? Times);

/// <summary>The faults of an embedded Kafka that were asked for from outside, by their numbers. Safe for several threads.</summary>
internal sealed class FaultControl(EmbeddedBroker broker)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Entry> _entries = [];
    private int _last;
    private bool _paused;

    /// <summary>The faults, those that are spent included.</summary>
    public IReadOnlyList<ListedFault> List()
    {
        lock (_gate)
            return [.. _entries.Select(static entry => new ListedFault(entry.Key, entry.Value.Order.ToString(), entry.Value.Injected.Sum(static fault => fault.Hits), entry.Value.Times))];
    }

    /// <summary>Injects a fault.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="FormatException">The order is not one that can be carried out.</exception>
    public int Add(FaultOrder order)
    {
        var entry = order.Action switch
        {
            FaultOrder.Stall => Stall(order),
            FaultOrder.MoveCoordinator => Move(order),
            _ => Inject(order),
        };
        lock (_gate)
        {
            _entries.Add(++_last, entry);
            return _last;
        }
    }

    /// <summary>Applies what a fault holds back.</summary>
    /// <exception cref="FormatException">There is no such fault.</exception>
    public void Release(int id)
    {
        foreach (var fault in Find(id).Injected)
            fault.Release();
    }

    /// <summary>Ends a fault; what it holds back is applied.</summary>
    /// <exception cref="FormatException">There is no such fault.</exception>
    public void Remove(int id)
    {
        var entry = Find(id);
        lock (_gate)
            _entries.Remove(id);
        entry.End();
    }

    /// <summary>Ends all faults that were asked for from outside.</summary>
    public void Clear()
    {
        List<Entry> entries;
        lock (_gate)
        {
            entries = [.. _entries.Values];
            _entries.Clear();
        }
        entries.ForEach(static entry => entry.End());
    }

    /// <summary>Stops the broker's work, as if its process were stopped.</summary>
    public void Pause()
    {
        _paused = true;
        broker.Pause();
    }

    /// <summary>Lets it go on.</summary>
    public void Resume()
    {
        _paused = false;
        broker.Resume();
    }

    /// <summary>Restarts it: logs, committed offsets and transactions stay, connections and the members of groups are gone.</summary>
    /// <exception cref="FormatException">It is paused.</exception>
    public Task RestartAsync() => _paused ? throw new FormatException("The broker is paused: 'fault resume' first.") : broker.RestartAsync();

    private Entry Inject(FaultOrder order) => new(order, [broker.Faults.Add(order.Match(), order.Deed(), order.Times, order.Skip, order.Chance())], order.Times, null);

    private Entry Stall(FaultOrder order) => order is { Topic: { } topic, Partition: { } partition }
        ? new Entry(order, [], null, broker.Faults.StallFetches(topic, partition))
        : throw new FormatException("stall needs --topic and --partition.");

    private Entry Move(FaultOrder order)
    {
        IReadOnlyList<InjectedFault> injected = order switch
        {
            { TransactionalId: { } transactionalId, Group: null } => broker.Faults.MoveCoordinator(transactionalId),
            { TransactionalId: null, Group: { } group } => [broker.Faults.MoveGroupCoordinator(group)],
            _ => throw new FormatException("move-coordinator needs either --transactional-id or --group."),
        };
        return new Entry(order, injected, null, null);
    }

    private Entry Find(int id)
    {
        lock (_gate)
            return _entries.GetValueOrDefault(id) ?? throw new FormatException($"There is no fault {id}: 'fault list' shows them.");
    }

    private sealed record Entry(FaultOrder Order, IReadOnlyList<InjectedFault> Injected, int? Times, IDisposable? Stall)
    {
        public void End()
        {
            Stall?.Dispose();
            foreach (var fault in Injected)
                fault.Dispose();
        }
    }
}
