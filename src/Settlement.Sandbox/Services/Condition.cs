namespace Settlement.Sandbox.Services;

/// <summary>Waits for conditions of the outside world, which nobody announces: a port that answers, a process that is gone.</summary>
internal static class Condition
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="what">The condition in words; it completes the sentence "Waited 30 s in vain for …".</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="holds">The question. It may throw <see cref="SandboxException"/> to end the waiting at once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SandboxException">The time is over.</exception>
    public static async Task WaitAsync(
        string what, TimeSpan timeout, Func<CancellationToken, ValueTask<bool>> holds, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await holds(cancellationToken))
        {
            if (time.GetElapsedTime(started) > timeout)
                throw new SandboxException($"Waited {timeout.TotalSeconds:0.#} s in vain for {what}.");
            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
