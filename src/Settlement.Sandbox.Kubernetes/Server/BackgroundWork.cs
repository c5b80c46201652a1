namespace Settlement.Sandbox.Kubernetes.Server;

/// <summary>Work that goes on as long as the server lives. A fault of it is told when the server stops.</summary>
internal sealed class BackgroundWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];

    /// <summary>Starts one; it is expected to run until it is cancelled.</summary>
    public void Start(Func<CancellationToken, Task> work) => _tasks.Add(Task.Run(() => work(_stop.Token)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Task.WhenAll(_tasks);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // All of them have ended as they were told to.
        }

        _stop.Dispose();
    }
}
