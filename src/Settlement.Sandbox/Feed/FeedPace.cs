namespace Settlement.Sandbox.Feed;

/// <summary>Keeps a feed to a rate: a record goes when its turn has come, counted from the first one.</summary>
/// <param name="rate">Records per second; null: no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class FeedPace(int? rate, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private readonly long _started = time.GetTimestamp();
    private long _sent;

    /// <summary>Waits until the next records may go.</summary>
    public async ValueTask WaitAsync(int records, CancellationToken cancellationToken)
    {
        if (rate is not { } perSecond)
            return;
        var ahead = TimeSpan.FromSeconds((double)_sent / perSecond) - time.GetElapsedTime(_started);
        // Timers are coarse: short waits are saved up.
        if (ahead > Shortest)
            await Task.Delay(ahead, time, cancellationToken);
        _sent += records;
    }
}
