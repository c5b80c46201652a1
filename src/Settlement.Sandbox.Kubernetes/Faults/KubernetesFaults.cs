using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Faults;
using Settlement.Sandbox.Kubernetes.Storage;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>
/// Disturbs an embedded API server on purpose, and tells what happened on it. The server's own loops are never disturbed. Where several disturbances match a request, the one that was
/// asked for first meets it.
/// </summary>
public sealed class KubernetesFaults
{
    private readonly FaultRules _rules;
    private readonly OpenWatches _watches;
    private readonly FaultGate _gate;
    private readonly DeniedLog _denied;
    private readonly ObjectStore _store;

    internal KubernetesFaults(FaultRules rules, OpenWatches watches, FaultGate gate, DeniedLog denied, ObjectStore store)
    {
        _rules = rules;
        _watches = watches;
        _gate = gate;
        _denied = denied;
        _store = store;
    }

    /// <summary>Requests so far, open watches, current and compacted version.</summary>
    public KubernetesStatistics Statistics => new(_gate.Requests, _watches.Count, _store.Version, _store.Compacted);

    /// <summary>The last 1000 requests that were refused with 401 or 403, oldest first.</summary>
    public IReadOnlyList<DeniedRequest> Denied => _denied.Last;

    /// <summary>Answers requests with a status code.</summary>
    /// <param name="scope">Which requests.</param>
    /// <param name="code">From 400 to 599. Default 503.</param>
    public void Refuse(FaultScope scope, int code = 503)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        Add(new Fault(FaultKind.Refuse, scope, code));
    }

    /// <summary>Drops the connection of a request (or its HTTP/2 stream) without an answer.</summary>
    /// <param name="scope">Which requests.</param>
    public void Abort(FaultScope scope) => Add(new Fault(FaultKind.Abort, scope));

    /// <summary>Lets requests wait before they go on.</summary>
    /// <param name="scope">Which requests.</param>
    /// <param name="delay">How long.</param>
    public void Delay(FaultScope scope, TimeSpan delay) => Add(new Fault(FaultKind.Delay, scope, Delay: delay));

    /// <summary>Leaves out changes in watches.</summary>
    /// <param name="scope">Which watches; the count is one of events.</param>
    public void DropEvents(FaultScope scope) => Add(new Fault(FaultKind.DropEvent, scope));

    /// <summary>Sends changes twice in watches.</summary>
    /// <param name="scope">Which watches; the count is one of events.</param>
    public void DuplicateEvents(FaultScope scope) => Add(new Fault(FaultKind.DuplicateEvent, scope));

    /// <summary>Sends changes late in watches. What follows in the same watch waits too, so that the order stays.</summary>
    /// <param name="scope">Which watches; the count is one of events.</param>
    /// <param name="delay">How late.</param>
    public void DelayEvents(FaultScope scope, TimeSpan delay) => Add(new Fault(FaultKind.DelayEvent, scope, Delay: delay));

    /// <summary>Forgets all versions before the current one: watches, exact lists and continue tokens from before get 410.</summary>
    /// <returns>The current version.</returns>
    public long Compact()
    {
        _store.Compact();
        return _store.Compacted;
    }

    /// <summary>Ends all open watches in an orderly way.</summary>
    /// <returns>How many.</returns>
    public int CloseWatches() => _watches.CloseAll();

    /// <summary>Ends all disturbances.</summary>
    public void Reset() => _rules.Clear();

    /// <summary>Forgets the refused requests that <see cref="Denied"/> shows; the file keeps them.</summary>
    public void ForgetDenied() => _denied.Clear();

    private void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault.Scope);
        ArgumentOutOfRangeException.ThrowIfLessThan(fault.Delay, TimeSpan.Zero);
        _rules.Add(fault);
    }
}

/// <summary>What happened on an embedded API server so far.</summary>
/// <param name="Requests">Requests of clients.</param>
/// <param name="Watches">Watches that are open now.</param>
/// <param name="Revision">Version of the newest write.</param>
/// <param name="Compacted">Version up to which the past is forgotten; 0 for none.</param>
public sealed record KubernetesStatistics(long Requests, int Watches, long Revision, long Compacted);
