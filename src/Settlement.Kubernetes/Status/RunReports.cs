using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Status;

/// <summary>Which of the members' reports is believed.</summary>
internal static class RunReports
{
    /// <summary>
    /// Only settlers of this very run are heard. A rejection is believed of every run that is not published. Another final failure is a fact of the ledger, so it is believed whatever the epoch, unless the run has a result of its own. Otherwise the
    /// highest epoch is believed; among equals the report that is furthest, then the one that says what it waits for, then the first pod by name.
    /// </summary>
    public static MemberRunStatus? Believed(SettlementRun run)
    {
        var status = run.Status;
        var reports = (status?.Members ?? new Dictionary<string, MemberStatus>())
            .Where(member => member.Value.Report is not null && member.Value.RunUid == run.Metadata.Uid)
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => member.Value.Report!)
            .ToList();
        if (status?.Phase != RunPhase.Published && reports.FirstOrDefault(report => report is { State: RunPhase.Failed, Reason: RunReasons.Rejected }) is { } rejected) return rejected;
        if (!HasResult(status?.Phase) && !reports.Any(report => HasResult(report.State)) && reports.FirstOrDefault(report => report.State == RunPhase.Failed) is { } failed) return failed;
        var best = reports.Where(report => report.State != RunPhase.Failed)
            .OrderByDescending(report => report.Epoch ?? 0)
            .ThenByDescending(report => report.State)
            .ThenByDescending(report => report.Reason is not null)
            .FirstOrDefault();
        return (best?.Epoch ?? 0) < (status?.Epoch ?? 0) ? null : best;
    }

    /// <summary>Whether a phase means that the run has a result of its own.</summary>
    public static bool HasResult(RunPhase? phase) => phase is RunPhase.Settled or RunPhase.Published;
}
