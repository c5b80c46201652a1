using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Status;

/// <summary>Which of the members' reports is believed.</summary>
internal static class RunReports
{
    /// <summary>
    /// Only settlers of this very run are heard. A rejection is believed of every run that is not published. Another final failure is a fact of the ledger, so it is believed whatever the epoch, unless the run has a result of its own. Otherwise the
    /// highest epoch is believed; among equals the report that is furthest, then that of the leader itself (what another waited for when it led is over), then the one that says what it waits for, then the first pod by name.
    /// </summary>
    public static MemberRunStatus? Believed(SettlementRun run)
    {
        var status = run.Status;
        var reports = (status?.Members ?? new Dictionary<string, MemberStatus>())
            .Where(member => member.Value.Report is not null && member.Value.RunUid == run.Metadata.Uid)
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => (Pod: member.Key, Report: member.Value.Report!))
            .ToList();
        if (status?.Phase != RunPhase.Published && reports.Find(r => r.Report is { State: RunPhase.Failed, Reason: RunReasons.Rejected }).Report is { } rejected) return rejected;
        if (!HasResult(status?.Phase) && !reports.Exists(r => HasResult(r.Report.State)) && reports.Find(r => r.Report.State == RunPhase.Failed).Report is { } failed) return failed;
        var best = reports.Where(r => r.Report.State != RunPhase.Failed)
            .OrderByDescending(r => r.Report.Epoch ?? 0)
            .ThenByDescending(r => r.Report.State)
            .ThenByDescending(r => r.Report.Leader == r.Pod)
            .ThenByDescending(r => r.Report.Reason is not null)
            .FirstOrDefault().Report;
        return (best?.Epoch ?? 0) < (status?.Epoch ?? 0) ? null : best;
    }

    /// <summary>Whether a phase means that the run has a result of its own.</summary>
    public static bool HasResult(RunPhase? phase) => phase is RunPhase.Settled or RunPhase.Published;
}
