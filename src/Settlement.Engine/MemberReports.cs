using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine;

/// <summary>Reports the settler's own state at a steady pace.</summary>
internal sealed class MemberReports(SettlerOptions options, SettlerPorts ports, Listener listener)
{
    private long _lastRecords;
    private long _lastAt;

    /// <summary>Reports until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _lastAt = ports.Time.GetTimestamp();
        while (true)
        {
            ports.Report.Member(Now());
            await Task.Delay(options.ReportInterval, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The state now; the rate is since the call before.</summary>
    public MemberReport Now()
    {
        var state = listener.State;
        var elapsed = (long)ports.Time.GetElapsedTime(_lastAt).TotalMilliseconds;
        var rate = elapsed > 0 ? (state.Records - _lastRecords) * 1000 / elapsed : 0;
        _lastAt = ports.Time.GetTimestamp();
        _lastRecords = state.Records;
        return new MemberReport(true, state.IsTripped, state.Message, state.Lag, rate, state.LastCheckpointAt);
    }
}
