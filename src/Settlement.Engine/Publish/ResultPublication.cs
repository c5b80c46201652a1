using Settlement.Domain.Settle;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Publish;

/// <summary>Publishes the committed result as the ledger has it.</summary>
internal sealed class ResultPublication(SettlerPorts ports, Registration registration, EngineLog log)
{
    /// <summary>Reads the result back, publishes it unless it is there already, and records that.</summary>
    /// <exception cref="LedgerInvariantException">The rows in the ledger do not give the digest beside them.</exception>
    public async Task PublishAsync(long epoch, CancellationToken cancellationToken)
    {
        var started = ports.Time.GetTimestamp();
        var result = await ports.Ledger.ReadResultAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
        var digest = CanonicalRows.DigestOf(result);
        if (digest != result.Digest)
            throw new LedgerInvariantException($"The rows of {result.Key} give digest {digest}, but the ledger says {result.Digest}: they were changed after the close. Nothing is published.");

        var difference = await ports.Ledger.ReadDifferenceAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
        var outcome = await ports.Publication.PublishAsync(result, difference, BeforeCommitAsync, cancellationToken).ConfigureAwait(false);
        ports.CrashPoints.Reach(CrashPoint.AfterPublicationCommit);
        await ports.Ledger.RecordPublishedAsync(registration.RunId, epoch, cancellationToken).ConfigureAwait(false);
        log.Published(outcome, digest);
        EngineMetrics.StepDuration.Record(ports.Time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("step", "publish"));
        ports.CrashPoints.Reach(CrashPoint.BeforeStatus);
    }

    private Task BeforeCommitAsync(CancellationToken cancellationToken)
    {
        ports.CrashPoints.Reach(CrashPoint.BeforePublicationCommit);
        return Task.CompletedTask;
    }
}
