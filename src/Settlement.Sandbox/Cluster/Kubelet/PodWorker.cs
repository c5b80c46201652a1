using k8s;
using k8s.Models;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// One pod, by uid, from its binding to the node until its object is gone. Orders to stop take effect in the caller, before anything is written.
/// Invariants: nothing of the pod starts before every process of its namesake is dead; the object is deleted from the API only after every
/// process of the pod is dead; an object that vanishes has its processes killed at once.
/// </summary>
internal sealed class PodWorker : IDisposable
{
    private readonly KubeletServices _node;
    private readonly ResourceKey _key;
    private readonly StopOrder _stop;
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile V1Pod _pod;
    private volatile PodRun? _run;
    private volatile PodStatusWriter? _writer;

    public PodWorker(KubeletServices node, V1Pod pod)
    {
        _node = node;
        _pod = pod;
        _key = ResourceKeys.Of(pod);
        _stop = new StopOrder(node.Time);
        ApplyOrders();
    }

    public ResourceKey Key => _key;

    public string Uid => _pod.Metadata.Uid;

    /// <summary>Completes when no process of the pod is alive and none will start.</summary>
    public Task Dead => _dead.Task;

    public void Update(V1Pod pod)
    {
        _pod = pod;
        ApplyOrders();
        _run?.ApplyCrashPoints(pod);
        _writer?.Changed();
    }

    /// <summary>The pod's object has vanished.</summary>
    public void Gone()
    {
        _stop.GiveByForce();
        _gone.Cancel();
    }

    /// <summary>The sandbox stops: the pod's processes end, its object stays for the next sandbox.</summary>
    public void Shutdown(TimeSpan longestGrace)
    {
        var grace = TimeSpan.FromSeconds(_pod.Spec.TerminationGracePeriodSeconds ?? 30);
        _shutdown.Cancel();
        _stop.Give(grace < longestGrace ? grace : longestGrace);
    }

    public ContainerLog? FindLog(string container, bool previous) => _run?.Find(container)?.Logs.Find(previous);

    public async Task RunAsync(Task predecessorDead)
    {
        try
        {
            await predecessorDead;
            if (!_gone.IsCancellationRequested && !IsOver(_pod))
            {
                await RunPodAsync();
            }
        }
        catch (Exception e)
        {
            // Whatever it is, other pods go on; this one's processes must not.
            _node.Log.PodFailed(e, _key);
            _stop.GiveByForce();
        }

        _dead.TrySetResult();
        await UntilGoneOrShutdownAsync();
        _run?.Dispose();
    }

    // The sources stay usable, and hold nothing that needs disposal: a status write can tell of the pod's end before the watch does, which then tells a worker that is done.
    public void Dispose() => _stop.Dispose();

    private static bool IsOver(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    private void ApplyOrders()
    {
        if (_pod.Metadata.DeletionTimestamp is not null)
        {
            _stop.Give(TimeSpan.FromSeconds(_pod.Metadata.DeletionGracePeriodSeconds ?? 30));
        }
    }

    private PodEnd EndOf(PodRun run) =>
        !run.IsOver ? PodEnd.No
        : _pod.Metadata.DeletionTimestamp is not null ? PodEnd.Deleted
        : _shutdown.IsCancellationRequested && _pod.Spec.RestartPolicy != "Never" ? PodEnd.Interrupted
        : PodEnd.No;

    private async Task RunPodAsync()
    {
        var run = new PodRun(_node, () => _pod, _stop, () => _writer?.Changed());
        _run = run;
        var status = new PodStatusBuilder(_node.Time);
        var writer = new PodStatusWriter(
            _node, _key, () => status.Patch(_pod, run.Surroundings, run.Inits, run.Mains, EndOf(run)), Gone);
        _writer = writer;
        run.ApplyCrashPoints(_pod);
        var writing = writer.RunAsync(_gone.Token);
        writer.Changed();
        await run.RunAsync();
        _dead.TrySetResult();

        if (!_stop.IsGiven)
        {
            // All containers have ended for good; the object and its logs stay until somebody deletes it.
            await Task.Delay(Timeout.InfiniteTimeSpan, _node.Time, _stop.Gently).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        writer.Changed();
        writer.Complete();
        await writing.WaitAsync(_shutdown.IsCancellationRequested ? _node.Options.ShutdownGrace : Timeout.InfiniteTimeSpan, _node.Time);
        if (_pod.Metadata.DeletionTimestamp is not null && !_gone.IsCancellationRequested)
        {
            await DeleteObjectAsync();
        }
    }

    private async Task DeleteObjectAsync()
    {
        try
        {
            await ApiErrors.UntilAnsweredAsync(
                token => _node.Client.CoreV1.DeleteNamespacedPodAsync(
                    _key.Name,
                    _key.Namespace,
                    new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = Uid } },
                    cancellationToken: token),
                _node.Time,
                _node.Log,
                _gone.Token);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e) || ApiErrors.IsConflict(e) || (e is OperationCanceledException && _gone.IsCancellationRequested))
        {
            // Somebody else deleted it; that was the aim.
            return;
        }
    }

    private async Task UntilGoneOrShutdownAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, _shutdown.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, _node.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
