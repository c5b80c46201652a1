namespace Settlement.Engine;

/// <summary>Wakes one waiter; a set before the wait is not lost, several are one.</summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => _set.TrySetResult();

    /// <summary>Waits for the signal, at most <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _set.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
            _set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        catch (TimeoutException)
        {
            // The time is over; the caller looks for itself.
        }
    }
}
