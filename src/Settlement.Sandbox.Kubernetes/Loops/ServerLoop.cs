using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>Something the server does by itself, on a task of its own, when a change gives it work. Work is handed over in order and never dropped.</summary>
internal abstract class ServerLoop<TWork>(ILogger logger) : IAsyncDisposable
{
    private readonly Channel<TWork> _work = Channel.CreateUnbounded<TWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopped = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to work.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _running;
        _stopped.Dispose();
    }

    /// <summary>Hands over work; returns at once.</summary>
    protected void Hand(TWork work) => _work.Writer.TryWrite(work);

    /// <summary>Does all the work that is there.</summary>
    protected abstract void Work(IReadOnlyList<TWork> all);

    /// <summary>Does one thing which may be refused, because others write too: then their change gives the work again.</summary>
    protected void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (StatusException refusal)
        {
            Log.LoopRefused(logger, what, refusal.Message);
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<TWork>();
        try
        {
            while (await _work.Reader.WaitToReadAsync(_stopped.Token))
            {
                while (_work.Reader.TryRead(out var work))
                {
                    batch.Add(work);
                }

                Run(batch);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // Stopped: what is left is found again at the next start.
        }
    }

    private void Run(List<TWork> batch)
    {
        try
        {
            Work(batch);
        }
        catch (Exception e)
        {
            Log.LoopFailed(logger, e, GetType().Name);
        }
    }
}
