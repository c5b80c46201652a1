using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>Stands between the committed result and its publication until those who verify it have said their word.</summary>
internal sealed class ResultRelease(SettlerOptions options, SettlerPorts ports, Registration registration, Standing standing, EngineLog log)
{
    private bool _told;

    /// <summary>True when the run is rejected, now or before; records a rejection that people have asked for.</summary>
    /// <exception cref="FencedException">A greater epoch exists.</exception>
    public async Task<bool> IsRejectedAsync(RunState run, long epoch, CancellationToken cancellationToken)
    {
        if (run.RejectedAt is not null)
            return true;
        if (run.ReleasedAt is not null || ports.Review.Review.RejectedBecause is not { Length: > 0 } reason)
            return false;
        await ports.Ledger.RejectAsync(registration.RunId, epoch, reason, cancellationToken).ConfigureAwait(false);
        log.Rejected(reason);
        ports.Report.Event("Rejected", $"{options.Key} is rejected: {reason}", isWarning: true);
        return true;
    }

    /// <summary>Waits until the result is released; false when it is rejected instead.</summary>
    /// <exception cref="FencedException">A greater epoch exists.</exception>
    public async Task<bool> WaitAsync(RunState run, long epoch, CancellationToken cancellationToken)
    {
        if (run.ReleasedAt is not null)
            return true;
        while (!await IsRejectedAsync(run, epoch, cancellationToken).ConfigureAwait(false))
        {
            if (ports.Review.Review.IsReleased)
            {
                await ports.Ledger.ReleaseAsync(registration.RunId, epoch, cancellationToken).ConfigureAwait(false);
                if (_told)
                    ports.Report.Event("Released", $"{options.Key} is released, digest {run.Digest}.");
                log.Released(run.Digest!);
                standing.GoOn();
                return true;
            }

            Tell(run);
            await Task.Delay(options.PollInterval, ports.Time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private void Tell(RunState run)
    {
        if (_told)
            return;
        _told = true;
        var message = $"{options.Key} is settled with digest {run.Digest} and waits to be verified. Release it with annotation settlement.marketclose.io/release=official, or reject it with settlement.marketclose.io/reject=REASON.";
        standing.WaitFor("AwaitingVerification", message);
        log.Waiting("AwaitingVerification", message);
        ports.Report.Event("AwaitingVerification", message);
    }
}
