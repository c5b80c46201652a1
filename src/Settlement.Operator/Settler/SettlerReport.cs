using Settlement.Engine.Ports;

namespace Settlement.Operator.Settler;

/// <summary>Passes a settler's reports on to the resource's status, and takes from them what probes and log show.</summary>
internal sealed class SettlerReport(IRunReport status, SettlerHealth health, SettlerScope scope) : IRunReport
{
    private volatile RunReport _latest = new(RunPhase.Initialising, "", "", null);

    /// <inheritdoc/>
    public void Member(MemberReport report)
    {
        health.Beat(report);
        status.Member(report);
    }

    /// <inheritdoc/>
    public void Run(RunReport report)
    {
        _latest = report;
        if (report.State is { Epoch: > 0 } claimed)
            scope.Set("epoch", claimed.Epoch);
        if (report.Reason.Length > 0)
            health.WaitFor($"{report.Reason}. {report.Message}");
        status.Run(report);
    }

    /// <inheritdoc/>
    public void Event(string reason, string message, bool isWarning = false) => status.Event(reason, message, isWarning);

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken) => status.FlushAsync(cancellationToken);

    /// <summary>Shows why the settler cannot go on, in the phase that the run is in, and as an event.</summary>
    public void Trouble(string reason, string message)
    {
        Run(_latest with { Reason = reason, Message = message });
        Event(reason, message, isWarning: true);
    }
}
