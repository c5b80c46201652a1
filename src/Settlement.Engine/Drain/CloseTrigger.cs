using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Drain;

/// <summary>Waits until the market is to be closed.</summary>
internal sealed class CloseTrigger(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, Standing standing)
{
    /// <summary>Returns true when the close is to begin, false when <paramref name="giveUp"/> became true before.</summary>
    public async Task<bool> WaitAsync(Func<bool> giveUp, CancellationToken cancellationToken)
    {
        while (!await IsDueAsync(cancellationToken).ConfigureAwait(false))
        {
            if (giveUp())
                return false;
            if (listener.State.IsTripped && options.ReadsEverything && ports.CloseSignal.Condition.OnMarker)
                standing.WaitFor("ListenerTripped", $"{listener.State.Message} It cannot see the end of the session either: close by hand.");
            await Task.Delay(options.PollInterval, ports.Time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        var condition = ports.CloseSignal.Condition;
        if (condition.Now || (condition.At is { } at && ports.Time.GetUtcNow() >= at))
            return true;
        return condition.OnMarker && await AllEndedAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> AllEndedAsync(CancellationToken cancellationToken)
    {
        var ended = listener.State.Ended;
        var open = registration.FirstOffsets.Keys.Where(p => !ended.Contains(p)).ToList();
        if (open.Count == 0)
            return true;
        if (options.ReadsEverything)
            return false;
        var written = await ports.Ledger.CheckpointPositionsAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
        return open.TrueForAll(p => written.TryGetValue(p, out var position) && position.HasEndOfSession);
    }
}
