using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine;

/// <summary>Follows the run in the ledger, so that every settler learns the barrier and the end, whoever leads.</summary>
internal sealed class RunWatch(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, Standing standing, EngineLog log)
{
    /// <summary>Returns when the run is published.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var run = await ports.Ledger.ReadRunAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
                standing.Observe(run);
                if (run.Barrier is { } barrier)
                    listener.SetBarrier(barrier);
                if (run.Stage == RunStage.Published)
                    return;
            }
            catch (LedgerUnavailableException e)
            {
                log.Waiting(e.Reason, e.Message);
            }

            await Task.Delay(options.PollInterval, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
