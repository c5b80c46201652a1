using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Watch;

namespace Settlement.Kubernetes.Status;

/// <summary>
/// The settler's own run as the API server shows it: what closes the market, and what people say of the result. Rests on an informer of that one object
/// (<see cref="ResourceScope.One"/>), which the caller runs.
/// </summary>
public sealed class RunWatch : ICloseSignal, IReviewSignal
{
    private volatile CloseCondition _condition;
    private volatile Review _review;

    /// <summary>Makes a watch.</summary>
    /// <param name="informer">Informer of the run; not running yet.</param>
    /// <param name="run">The run as the settler read it at its start.</param>
    public RunWatch(Informer<SettlementRun> informer, SettlementRun run)
    {
        var uid = run.Metadata.Uid;
        _condition = ConditionOf(run);
        _review = ReviewOf(run);
        informer.Subscribe(change =>
        {
            // A deleted run, and one that came after it under the same name, have nothing to say to this settler.
            if (change.Change == ResourceChange.Deleted || change.Resource.Metadata.Uid != uid) return;
            _condition = ConditionOf(change.Resource);
            _review = ReviewOf(change.Resource);
        });
    }

    /// <inheritdoc/>
    public CloseCondition Condition => _condition;

    /// <inheritdoc/>
    public Review Review => _review;

    private static Review ReviewOf(SettlementRun run) => new(run.IsReleased(), run.RejectedBecause(), run.Recheck());

    private static CloseCondition ConditionOf(SettlementRun run) => new(
        run.Spec.Close.At is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at.ToUniversalTime(), DateTimeKind.Utc)) : null,
        run.Spec.Close.Marker,
        run.IsClosedByHand());
}
