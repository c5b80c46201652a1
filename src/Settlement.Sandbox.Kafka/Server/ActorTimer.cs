namespace Settlement.Sandbox.Kafka.Server;

/// <summary>One piece of work for later, on the actor. Only the actor makes and disposes timers, so a disposed one never runs.</summary>
internal sealed class ActorTimer : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly ITimer _timer;
    private bool _disposed;

    public ActorTimer(Actor actor, TimeSpan delay, Action work)
    {
        var due = delay < TimeSpan.Zero ? TimeSpan.Zero : delay > Longest ? Longest : delay;
        _timer = actor.Clock.CreateTimer(_ => actor.Post(() => Run(work)), null, due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private void Run(Action work)
    {
        if (!_disposed)
        {
            Dispose();
            work();
        }
    }
}
