using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

/// <summary>Knows of a holder's end when the test says so; counts the waits that are still running.</summary>
internal sealed class FakeHolderWatch : IHolderWatch
{
    private readonly Dictionary<HolderIdentity, TaskCompletionSource<HolderEnd>> _ends = [];

    public int Running { get; private set; }

    public Exception? Breaks { get; set; }

    public void End(HolderIdentity holder, HolderEnd end = HolderEnd.PodGone) => Source(holder).TrySetResult(end);

    public async Task<HolderEnd> WaitForEndAsync(HolderIdentity holder, CancellationToken cancellationToken)
    {
        if (Breaks is not null)
            throw Breaks;
        Running++;
        try
        {
            var cancelled = new TaskCompletionSource<HolderEnd>();
            using var registration = cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken));
            return await (await Task.WhenAny(Source(holder).Task, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            Running--;
        }
    }

    private TaskCompletionSource<HolderEnd> Source(HolderIdentity holder) =>
        _ends.TryGetValue(holder, out var source) ? source : _ends[holder] = new TaskCompletionSource<HolderEnd>();
}
