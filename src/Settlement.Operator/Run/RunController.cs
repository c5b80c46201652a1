using System.Net;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;

namespace Settlement.Operator.Run;

/// <summary>
/// Turns a SettlementRun into settlers and their reports into its status. It decides nothing about the result: which of two runs for one day settles is for the ledger
/// to say, and the close goes on without the operator.
/// </summary>
/// <param name="children">What belongs to runs.</param>
/// <param name="writer">Writes statuses.</param>
/// <param name="events">Tells people.</param>
/// <param name="time">Clock of conditions.</param>
/// <param name="logger">Log.</param>
internal sealed class RunController(RunChildrenKeeper children, RunStatusWriter writer, EventRecorder events, TimeProvider time, ILogger<RunController> logger) : IEntityController<SettlementRun>
{
    /// <inheritdoc/>
    public async Task<ReconciliationResult<SettlementRun>> ReconcileAsync(SettlementRun entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null) return ReconciliationResult.Success(entity);
        var problems = SpecValidation.Validate(entity);
        if (problems.Count == 0) await children.ApplyAsync(entity, cancellationToken).ConfigureAwait(false);
        var observed = children.Observe(entity);
        var status = RunStatusComposer.Compose(entity, problems, observed, time.GetUtcNow().UtcDateTime);
        try
        {
            var shown = await writer.WriteAsync(entity, status, cancellationToken).ConfigureAwait(false);
            Announce(entity, status);
            var existing = await children.ConfirmAsync(shown, observed.Pods, cancellationToken).ConfigureAwait(false);
            await writer.DropAsync(entity, shown, existing, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // The run was deleted, and perhaps made again, meanwhile; the copy of it brings that as the next change.
            Log.RunIsGone(logger, e.Message);
        }

        return ReconciliationResult.Success(entity);
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<SettlementRun>> DeletedAsync(SettlementRun entity, CancellationToken cancellationToken)
    {
        Log.Deleted(logger);
        return Task.FromResult(ReconciliationResult.Success(entity));
    }

    private void Announce(SettlementRun run, SettlementRunStatus status)
    {
        var subject = new EventSubject(Kinds.ApiVersion<SettlementRun>(), Kinds.Kind<SettlementRun>(), run.Metadata.NamespaceProperty, run.Metadata.Name, run.Metadata.Uid);
        if (run.Status?.Phase != status.Phase)
        {
            Log.PhaseChanged(logger, status.Phase.ToString()!, status.Message!);
            events.Record(subject, status.Phase.ToString()!, status.Message!, status.Phase == RunPhase.Failed);
        }

        if (New(RunConditions.Initialised, "False") is { Reason: RunReasons.InvalidSpec } invalid)
        {
            Log.InvalidSpec(logger, invalid.Message);
            events.Record(subject, invalid.Reason, invalid.Message, isWarning: true);
        }

        if (New(RunConditions.Degraded, "True") is { } degraded) events.Record(subject, degraded.Reason, degraded.Message, isWarning: true);

        k8s.Models.V1Condition? New(string type, string value)
        {
            var before = run.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
            var after = status.Conditions!.First(condition => condition.Type == type);
            return after.Status == value && (before?.Status, before?.Reason, before?.Message) != (after.Status, after.Reason, after.Message) ? after : null;
        }
    }
}
