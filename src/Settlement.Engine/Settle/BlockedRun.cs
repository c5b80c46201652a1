using Settlement.Domain.Gates;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>A run that its gates refuse: says why and what would resolve it, and waits until it is worth checking again.</summary>
internal sealed class BlockedRun(SettlerOptions options, SettlerPorts ports, Registration registration, Standing standing, EngineLog log)
{
    private const int ChecksAtLeastEvery = 10;

    /// <summary>Returns when closing data have changed, somebody asks for a check or rejects the run, or some time has passed.</summary>
    /// <param name="epoch">Epoch of this leader.</param>
    /// <param name="gates">The gates, some of them failed.</param>
    /// <param name="closingHash">Hash of the closing data that they looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(long epoch, IReadOnlyList<GateResult> gates, string closingHash, CancellationToken cancellationToken)
    {
        await ports.Ledger.RecordGatesAsync(registration.RunId, epoch, gates, cancellationToken).ConfigureAwait(false);
        var message = string.Join("; ", gates.Where(static g => !g.Passed).Select(static g => $"{g.Gate}: {g.Evidence}. {GateRemedy.Of(g.Gate)}"));
        // Told each time: the recorder makes a series of it, which shows that the run is still refused, and since when.
        ports.Report.Event("GateFailed", message, isWarning: true);
        standing.WaitFor("GateFailed", message);
        log.Waiting("GateFailed", message);
        EngineMetrics.BlockedCloses.Add(1);
        var asked = ports.Review.Review.Recheck;
        for (var i = 0; i < ChecksAtLeastEvery; i++)
        {
            await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
            if (ports.Review.Review is { RejectedBecause.Length: > 0 } || ports.Review.Review.Recheck != asked)
                return;
            if ((await ports.Ledger.ReadClosingDataAsync(registration.RunId, cancellationToken).ConfigureAwait(false)).Hash != closingHash)
                return;
        }
    }
}
