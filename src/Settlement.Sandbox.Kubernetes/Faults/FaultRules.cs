namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>What a request or an event meets.</summary>
internal enum FaultKind
{
    /// <summary>The request is answered with a status code at once.</summary>
    Refuse,

    /// <summary>The connection (or the stream of HTTP/2) ends without an answer.</summary>
    Abort,

    /// <summary>The request waits, then goes on.</summary>
    Delay,

    /// <summary>The event is not written.</summary>
    DropEvent,

    /// <summary>The event is written twice.</summary>
    DuplicateEvent,

    /// <summary>The event, and all behind it in its watch, wait.</summary>
    DelayEvent,
}

/// <summary>One disturbance.</summary>
internal sealed record Fault(FaultKind Kind, FaultScope Scope, int Code = 0, TimeSpan Delay = default)
{
    public bool MeetsEvents => Kind is FaultKind.DropEvent or FaultKind.DuplicateEvent or FaultKind.DelayEvent;
}

/// <summary>The disturbances in force. The one that was added first and matches meets a request; when it is used up or its time is over, it ends.</summary>
internal sealed class FaultRules(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private int _count;

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _rules.Add(new Rule(fault, time.GetTimestamp(), fault.Scope.Count));
            _count = _rules.Count;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _count = 0;
        }
    }

    /// <summary>The disturbance that meets this request or event, and counts it; null for none.</summary>
    public Fault? Take(bool isEvent, string method, string path)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }

        lock (_lock)
        {
            _rules.RemoveAll(rule => rule.Left == 0 || time.GetElapsedTime(rule.Since) > rule.Fault.Scope.Duration);
            _count = _rules.Count;
            var hit = _rules.Find(rule => rule.Fault.MeetsEvents == isEvent && rule.Fault.Scope.Matches(method, path));
            if (hit is not null)
            {
                hit.Left--;
            }

            return hit?.Fault;
        }
    }

    private sealed class Rule(Fault fault, long since, int? left)
    {
        public Fault Fault { get; } = fault;

        public long Since { get; } = since;

        public int? Left { get; set; } = left;
    }
}
