using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine;

/// <summary>Follows the run in the ledger, so that every settler learns the barrier and the end, whoever leads.</summary>
internal sealed class RunWatch(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, Standing standing, EngineLog log)
{
    /// <summary>Returns when the run is published or rejected.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!(await LookAsync(cancellationToken).ConfigureAwait(false)).IsOver)
            await Task.Delay(options.PollInterval, ports.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the run, however often it must be tried, and takes over what it says.</summary>
    public async Task<RunState> LookAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var run = await ports.Ledger.ReadRunAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
                standing.Observe(run);
                if (run.Barrier is { } barrier)
                    listener.SetBarrier(barrier);
                return run;
            }
            catch (LedgerUnavailableException e)
            {
                log.Waiting(e.Reason, e.Message);
            }

            await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
