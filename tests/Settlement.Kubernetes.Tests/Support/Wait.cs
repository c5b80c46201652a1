namespace Settlement.Kubernetes.Tests.Support;

/// <summary>Waits for conditions on real servers.</summary>
public static class Wait
{
    /// <summary>Longest wait for something that takes well under a second on an idle machine.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public static Task UntilAsync(Func<bool> condition, string what, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(condition()), what, cancellationToken);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Soon);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"Not within {Soon.TotalSeconds} s: {what}");
            }
        }
    }
}
