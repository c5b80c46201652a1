using Settlement.Engine.Ports;

namespace Settlement.Engine.Initialise;

/// <summary>Registers the run and freezes its reference data; waits, and says for what, until that is possible.</summary>
internal sealed class Initialiser(SettlerOptions options, SettlerPorts ports, Standing standing, EngineLog log)
{
    /// <summary>Waits until the run is registered, or known to be none of ours.</summary>
    public async Task<Registration> RegisterAsync(CancellationToken cancellationToken)
    {
        standing.Enter(RunPhase.Initialising);
        while (true)
        {
            var waitsFor = await TryRegisterAsync(cancellationToken).ConfigureAwait(false);
            if (waitsFor.Registration is { } registration)
                return registration;
            standing.WaitFor(waitsFor.Reason, waitsFor.Message);
            log.Waiting(waitsFor.Reason, waitsFor.Message);
            await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(Registration? Registration, string Reason, string Message)> TryRegisterAsync(CancellationToken cancellationToken)
    {
        try
        {
            var low = await ports.Topic.LowWatermarksAsync(cancellationToken).ConfigureAwait(false);
            var registration = await ports.Ledger.RegisterAsync(options.Key, options.Owner, low, cancellationToken).ConfigureAwait(false);
            return registration.Outcome is RegistrationOutcome.WaitingForPredecessor or RegistrationOutcome.WaitingForReference or RegistrationOutcome.WaitingForRevision
                ? (null, registration.Outcome.ToString(), registration.Message)
                : (registration, "", "");
        }
        catch (FeedException e)
        {
            return (null, e.Reason.ToString(), e.Message);
        }
        catch (LedgerUnavailableException e)
        {
            return (null, e.Reason, e.Message);
        }
    }
}
