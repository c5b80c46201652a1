using Settlement.Engine.Consume;
using Settlement.Engine.Ports;
using Settlement.Engine.Settle;

namespace Settlement.Engine.Elect;

/// <summary>Campaigns, claims the epoch when nominated, and closes under it.</summary>
internal sealed class Leadership(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, MarketClose close, Standing standing, EngineLog log)
{
    private bool _hasStoodBack;
    private long _epoch;

    /// <summary>The epoch that this process has claimed and not given back; null when none. Safe to ask from another loop.</summary>
    public long? Epoch => Interlocked.Read(ref _epoch) is var epoch and > 0 ? epoch : null;

    /// <summary>Returns when the run is published or rejected by this process.</summary>
    /// <exception cref="FencedException">A successor has claimed a greater epoch, or the nomination was lost in the middle of the close: the process must leave.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var nomination = await ports.Election.CampaignAsync(() => listener.State.IsTripped, cancellationToken).ConfigureAwait(false);
            if (listener.State.IsTripped)
                _hasStoodBack = true;
            log.Nominated(nomination.Holder);
            if (await LeadAsync(nomination, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private async Task<bool> LeadAsync(INomination nomination, CancellationToken cancellationToken)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, nomination.Lost);
        try
        {
            if (await ClaimAsync(nomination.Holder, leading.Token).ConfigureAwait(false) is not { } epoch)
                return true;
            listener.WriteCheckpoints(true);
            var outcome = await close.RunAsync(epoch, StandsBack, leading.Token).ConfigureAwait(false);
            if (outcome != CloseOutcome.StoodBack)
                return true;
            log.StandsBack(listener.State.Message);
            _hasStoodBack = true;
            Interlocked.Exchange(ref _epoch, 0);
            return false;
        }
        catch (FencedException)
        {
            EngineMetrics.FencedWrites.Add(1);
            throw;
        }
        catch (OperationCanceledException) when (nomination.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            log.NominationLost(nomination.Holder);
            if (standing.Current.Phase >= RunPhase.Closing)
                throw new FencedException($"{nomination.Holder} lost its nomination in the middle of the close; a successor may have begun.");
            Interlocked.Exchange(ref _epoch, 0);
            return false;
        }
        finally
        {
            listener.WriteCheckpoints(false);
        }
    }

    private bool StandsBack() => listener.State.IsTripped && !_hasStoodBack;

    /// <summary>Claims the next epoch; null when the run is over and nothing is left to lead.</summary>
    private async Task<long?> ClaimAsync(string holder, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var run = await ports.Ledger.ReadRunAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
                if (run.IsOver)
                    return null;
                var epoch = await ports.Ledger.ClaimEpochAsync(registration.RunId, holder, cancellationToken).ConfigureAwait(false);
                Interlocked.Exchange(ref _epoch, epoch);
                log.EpochClaimed(epoch, holder);
                ports.Report.Event("EpochClaimed", $"Leads the run under epoch {epoch}.");
                return epoch;
            }
            catch (LedgerUnavailableException e)
            {
                standing.WaitFor(e.Reason, e.Message);
                log.Waiting(e.Reason, e.Message);
            }

            await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
