using k8s.Models;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Status;

/// <summary>What the operator sees of a run beside the resource itself.</summary>
/// <param name="HasWorkload">The settlers' StatefulSet exists.</param>
/// <param name="Pods">Names of the settlers' pods that exist.</param>
/// <param name="Troubles">Why pods do not run.</param>
public sealed record RunChildren(bool HasWorkload, IReadOnlySet<string> Pods, IReadOnlyList<PodTrouble> Troubles);

/// <summary>Derives the operator's part of a run's status. A pure function: the same input gives the same status.</summary>
/// <remarks>
/// 1. Facts of the ledger (barrier, source, digest, times) are written once, so a fact that was shown stays shown when the pod that reported it is gone.
/// 2. The phase never goes back: waiting shows in the conditions.
/// 3. A report with a lower epoch than the one shown is that of a deposed leader, and is not believed.
/// </remarks>
public static class RunStatusComposer
{
    /// <summary>Composes the status; members are left out, because each settler owns its own entry.</summary>
    /// <param name="run">The run with its last status and its members' entries.</param>
    /// <param name="problems">What is wrong with the spec; empty when valid.</param>
    /// <param name="children">What exists for the run.</param>
    /// <param name="now">Time of a condition's change.</param>
    public static SettlementRunStatus Compose(SettlementRun run, IReadOnlyList<SpecProblem> problems, RunChildren children, DateTime now)
    {
        var before = run.Status;
        var report = problems.Count > 0 ? null : RunReports.Believed(run);
        var phase = Phase(before?.Phase ?? RunPhase.Pending, report, children, problems.Count == 0);
        var status = new SettlementRunStatus
        {
            ObservedGeneration = run.Metadata.Generation,
            Phase = phase,
            Leader = report?.Leader ?? before?.Leader,
            Epoch = report?.Epoch ?? before?.Epoch,
            Barrier = report?.Barrier ?? before?.Barrier,
            Source = report?.Source ?? before?.Source,
            TradeCount = report?.TradeCount ?? before?.TradeCount,
            Digest = report?.Digest ?? before?.Digest,
            PreviousDigest = report?.PreviousDigest ?? before?.PreviousDigest,
            StartedAt = report?.StartedAt ?? before?.StartedAt,
            ClosedAt = report?.ClosedAt ?? before?.ClosedAt,
            ReleasedAt = report?.ReleasedAt ?? before?.ReleasedAt,
            RejectedAt = report?.RejectedAt ?? before?.RejectedAt,
            PublishedAt = report?.PublishedAt ?? before?.PublishedAt,
        };
        var conditions = ConditionsOf(phase, report, before, problems, children, Members(run, children));
        status.Conditions = [.. conditions.Select(condition => Dated(condition, before, run.Metadata.Generation, now))];
        status.Message = Sentence(phase, report, before, problems);
        return status;
    }

    private static RunPhase Phase(RunPhase before, MemberRunStatus? report, RunChildren children, bool isValid)
    {
        if (before is RunPhase.Published or RunPhase.Failed) return before;
        if (report?.State == RunPhase.Failed) return RunPhase.Failed;
        var now = report?.State ?? (children.HasWorkload && isValid ? RunPhase.Initialising : RunPhase.Pending);
        return now > before ? now : before;
    }

    private static IEnumerable<V1Condition> ConditionsOf(
        RunPhase phase, MemberRunStatus? report, SettlementRunStatus? before, IReadOnlyList<SpecProblem> problems, RunChildren children, Dictionary<string, MemberStatus> members)
    {
        (string Reason, string Message)? failed = phase == RunPhase.Failed ? FailureOf(report, before) : null;
        var waits = report is { Reason: not null } && phase != RunPhase.Failed ? report : null;
        var blocked = waits is null ? null : BlockedCondition(phase, waits.Reason!);

        V1Condition Condition(string type, bool holds, string reason, string message) =>
            failed is not null && !holds ? New(type, false, failed.Value.Reason, failed.Value.Message)
            : type == blocked && !holds ? New(type, false, waits!.Reason!, waits.Message ?? "")
            : New(type, holds, reason, message);

        var initialised = phase is >= RunPhase.Consuming and <= RunPhase.Published || (phase == RunPhase.Failed && Held(before, RunConditions.Initialised));
        // A failed run that has a digest was rejected: its result stays in the ledger.
        var settled = RunReports.HasResult(phase) || (phase == RunPhase.Failed && (report?.Digest ?? before?.Digest) is not null);
        if (problems.Count > 0) yield return New(RunConditions.Initialised, false, RunReasons.InvalidSpec, string.Join("; ", problems));
        else if (initialised) yield return New(RunConditions.Initialised, true, RunConditions.Initialised, "The day is prepared in the ledger.");
        else yield return Condition(RunConditions.Initialised, false, members.Count == 0 ? RunReasons.Starting : RunReasons.Initialising, members.Count == 0 ? "Settlers are being started." : "Settlers prepare the day.");

        var consumes = phase is RunPhase.Consuming or RunPhase.Closing && members.Count > 0 && blocked != RunConditions.Consuming;
        yield return Condition(
            RunConditions.Consuming,
            consumes,
            consumes ? RunConditions.Consuming : settled ? RunReasons.Closed : initialised ? RunReasons.NoSettlers : RunReasons.NotInitialised,
            consumes ? "Settlers fold trades." : settled ? "The result is there." : initialised ? "No settler shows its state now." : "The day must be prepared first.");
        yield return Condition(
            RunConditions.InputComplete,
            settled,
            settled ? RunConditions.InputComplete : phase == RunPhase.Closing ? RunReasons.Draining : RunReasons.MarketOpen,
            settled ? "Every partition is folded up to the barrier." : phase == RunPhase.Closing ? "Settlers fold up to the barrier and check the gates." : "The market has not closed yet.");
        yield return Condition(RunConditions.Settled, settled, settled ? RunConditions.Settled : RunReasons.NotSettled, settled ? "The result is in the ledger." : "There is no result yet.");
        var published = phase == RunPhase.Published;
        var released = published || (report?.ReleasedAt ?? before?.ReleasedAt) is not null;
        yield return Condition(
            RunConditions.Released,
            released,
            released ? RunConditions.Released : settled ? RunReasons.NotReleased : RunReasons.NotSettled,
            released ? "The result may be published." : settled ? "The result has not been released yet." : "There is no result yet.");
        yield return Condition(
            RunConditions.Published,
            published,
            published ? RunConditions.Published : settled ? RunReasons.NotPublished : RunReasons.NotSettled,
            published ? "The result is on Kafka." : settled ? "The result is not on Kafka yet." : "There is no result yet.");
        yield return Degraded(members, children);
    }

    /// <summary>Gates stand between a complete input and the result; everything else is waited for in the condition that the phase works on.</summary>
    private static string BlockedCondition(RunPhase phase, string reason) => reason == RunReasons.GateFailed ? RunConditions.Settled : phase switch
    {
        RunPhase.Pending or RunPhase.Initialising => RunConditions.Initialised,
        RunPhase.Consuming => RunConditions.Consuming,
        RunPhase.Closing => RunConditions.InputComplete,
        _ => reason == RunReasons.AwaitingVerification ? RunConditions.Released : RunConditions.Published,
    };

    private static V1Condition Degraded(Dictionary<string, MemberStatus> members, RunChildren children)
    {
        var tripped = members.Where(member => member.Value.Listener == ListenerState.Tripped)
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key}: {member.Value.ListenerMessage}");
        var troubles = children.Troubles.OrderBy(trouble => trouble.Pod, StringComparer.Ordinal).ToList();
        var all = troubles.Select(trouble => trouble.ToString()).Concat(tripped).ToList();
        return all.Count == 0
            ? New(RunConditions.Degraded, false, RunReasons.AsExpected, "")
            : New(RunConditions.Degraded, true, troubles.Count > 0 ? troubles[0].Reason : RunReasons.ListenerTripped, string.Join("; ", all));
    }

    private static string Sentence(RunPhase phase, MemberRunStatus? report, SettlementRunStatus? before, IReadOnlyList<SpecProblem> problems) =>
        problems.Count > 0 ? string.Join("; ", problems)
        : phase == RunPhase.Failed ? FailureOf(report, before) is var (reason, message) ? $"{reason}: {message}" : ""
        : report?.Reason is { } waiting ? $"{waiting}: {report.Message}"
        : phase switch
        {
            RunPhase.Pending => "Waiting for settlers to be started.",
            RunPhase.Initialising => "Settlers prepare the day.",
            RunPhase.Consuming => "Trades are folded; the market is open.",
            RunPhase.Closing => "The market is closed and the result is being made.",
            RunPhase.Settled => "The result is in the ledger and is being published.",
            _ => "The result is in the ledger and on Kafka.",
        };

    private static (string Reason, string Message) FailureOf(MemberRunStatus? report, SettlementRunStatus? before)
    {
        if (report is { State: RunPhase.Failed }) return (report.Reason ?? nameof(RunPhase.Failed), report.Message ?? "");
        // No failed run is released, whatever else it has come to.
        var shown = before?.Conditions?.FirstOrDefault(condition => condition.Type == RunConditions.Released);
        return (shown?.Reason ?? nameof(RunPhase.Failed), shown?.Message ?? "");
    }

    private static Dictionary<string, MemberStatus> Members(SettlementRun run, RunChildren children) =>
        (run.Status?.Members ?? new Dictionary<string, MemberStatus>()).Where(member => children.Pods.Contains(member.Key) && member.Value.RunUid == run.Metadata.Uid).ToDictionary();

    private static bool Held(SettlementRunStatus? status, string type) => status?.Conditions?.Any(condition => condition.Type == type && condition.Status == "True") == true;

    private static V1Condition New(string type, bool holds, string reason, string message) => new() { Type = type, Status = holds ? "True" : "False", Reason = reason, Message = message };

    private static V1Condition Dated(V1Condition condition, SettlementRunStatus? before, long? generation, DateTime now)
    {
        var shown = before?.Conditions?.FirstOrDefault(other => other.Type == condition.Type);
        condition.ObservedGeneration = generation;
        condition.LastTransitionTime = shown is not null && shown.Status == condition.Status ? shown.LastTransitionTime : now;
        return condition;
    }
}
