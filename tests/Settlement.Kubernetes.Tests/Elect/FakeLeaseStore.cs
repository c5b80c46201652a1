using k8s.Models;
using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

/// <summary>
/// One lease in memory, with the API server's conditions (resource versions, exists already, is gone). Faults it
/// injects, per candidate: refusals, hung requests, requests that take effect although their answer is lost, slow answers.
/// </summary>
internal sealed class FakeLease(TimeProvider time)
{
    private int _version;
    private int _uid;

    public V1Lease? Now { get; private set; }

    public V1LeaseSpec Spec => Now?.Spec ?? throw new InvalidOperationException("There is no lease.");

    public List<Call> Calls { get; } = [];

    public FakeLeaseStore For(string candidate) => new(this, time, candidate);

    public V1Lease Create(V1LeaseSpec? spec)
    {
        if (Now is not null)
            throw new LeaseStoreException(LeaseStoreFailure.Conflict, "exists already");
        return Put(new V1Lease { Metadata = new V1ObjectMeta { Name = "run-leader", Uid = $"lease-{++_uid}" }, Spec = spec });
    }

    public V1Lease Replace(V1Lease lease) => Now?.Metadata.ResourceVersion == lease.Metadata.ResourceVersion
        ? Put(lease)
        : throw new LeaseStoreException(LeaseStoreFailure.Conflict, "changed or gone");

    /// <summary>A person edits the lease with kubectl.</summary>
    public void Edit(Func<V1Lease, V1Lease> edit) => Put(edit(Now!));

    public void Delete() => Now = null;

    private V1Lease Put(V1Lease lease) =>
        Now = lease with { Metadata = Copy(lease.Metadata, $"{++_version}"), Spec = lease.Spec is null ? null : lease.Spec with { } };

    private static V1ObjectMeta Copy(V1ObjectMeta metadata, string version) => metadata with { ResourceVersion = version };
}

internal sealed record Call(string Candidate, string Verb, DateTimeOffset At);

internal sealed class FakeLeaseStore(FakeLease lease, TimeProvider time, string candidate) : ILeaseStore
{
    private readonly Queue<Fault> _faults = [];

    public string Name => "market/run-leader";

    /// <summary>In force for every request while set.</summary>
    public Fault? Always { get; set; }

    /// <summary>For the next requests, one each.</summary>
    public void Next(params Fault[] faults) => Array.ForEach(faults, _faults.Enqueue);

    public Task<V1Lease?> GetAsync(CancellationToken cancellationToken) => AskAsync("get", () => lease.Now, cancellationToken);

    public async Task<V1Lease> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken) =>
        (await AskAsync("create", () => lease.Create(spec), cancellationToken))!;

    public async Task<V1Lease> ReplaceAsync(V1Lease changed, CancellationToken cancellationToken) =>
        (await AskAsync("update", () => lease.Replace(changed), cancellationToken))!;

    private async Task<V1Lease?> AskAsync(string verb, Func<V1Lease?> effect, CancellationToken cancellationToken)
    {
        lease.Calls.Add(new Call(candidate, verb, time.GetUtcNow()));
        var fault = Always ?? (_faults.TryDequeue(out var next) ? next : Fault.None);
        if (fault.Verb is not null && fault.Verb != verb)
            fault = Fault.None;
        if (fault.Before is { } before)
            await WaitAsync(before, cancellationToken).ConfigureAwait(false);
        if (fault.Refusal is { } refusal)
            throw new LeaseStoreException(refusal, $"Cannot {verb} lease {Name}: refused");
        if (fault.Bug is { } bug)
            throw bug;
        var result = effect();
        if (fault.After is { } after)
            await WaitAsync(after, cancellationToken).ConfigureAwait(false);
        return fault.AnswerLost ? throw new LeaseStoreException(LeaseStoreFailure.Unavailable, "connection reset") : result;
    }

    // Unlike Task.Delay it continues in line when it is cancelled, so that a step of time ends with all work done.
    private async Task WaitAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(() => over.TrySetCanceled(cancellationToken)).ConfigureAwait(false);
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, span, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await over.Task.ConfigureAwait(false);
    }
}

/// <summary>What happens to a request. <c>Before</c> and <c>After</c> are waits before and after it takes effect.</summary>
internal sealed record Fault
{
    public static readonly Fault None = new();
    public static readonly Fault SocketError = new() { Refusal = LeaseStoreFailure.Unavailable };
    public static readonly Fault Forbidden = new() { Refusal = LeaseStoreFailure.Forbidden };
    public static readonly Fault Hang = new() { Before = Timeout.InfiniteTimeSpan };
    public static readonly Fault HangAfterEffect = new() { After = Timeout.InfiniteTimeSpan };
    public static readonly Fault LostAnswer = new() { AnswerLost = true };

    public TimeSpan? Before { get; init; }

    public TimeSpan? After { get; init; }

    public LeaseStoreFailure? Refusal { get; init; }

    public Exception? Bug { get; init; }

    public bool AnswerLost { get; init; }

    /// <summary>Only requests of this verb; null for all.</summary>
    public string? Verb { get; init; }
}
