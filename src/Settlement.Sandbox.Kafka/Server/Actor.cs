using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>The one that owns all state of the broker: work is done in the order in which it was posted, one piece at a time, so nothing else needs a lock.</summary>
internal sealed class Actor(TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private TaskCompletionSource _open = Opened();
    private Task _running = Task.CompletedTask;

    public TimeProvider Clock { get; } = clock;

    public void Start() => _running = Task.Run(Run);

    /// <summary>Queues work. After the end it is silently forgotten.</summary>
    public void Post(Action work) => _work.Writer.TryWrite(work);

    /// <summary>Queues work and waits for its result.</summary>
    public Task<T> Ask<T>(Func<T> work)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = _work.Writer.TryWrite(() =>
        {
            try
            {
                answer.SetResult(work());
            }
            catch (Exception error)
            {
                answer.SetException(error);
            }
        });
        return queued ? answer.Task : throw new ObjectDisposedException(nameof(EmbeddedBroker));
    }

    /// <summary>Runs work on the actor after a time. Disposing the timer before it runs means that it will not run.</summary>
    public ActorTimer After(TimeSpan delay, Action work) => new(this, delay, work);

    /// <summary>Holds all work back until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            _open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        Resume();
        await _running.ConfigureAwait(false);
    }

    private async Task Run()
    {
        await foreach (var work in _work.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Task open;
            lock (_gate)
            {
                open = _open.Task;
            }

            await open.ConfigureAwait(false);
            try
            {
                work();
            }
            catch (Exception error)
            {
                Log.WorkFailed(logger, error);
            }
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
