using Microsoft.Extensions.Diagnostics.HealthChecks;
using Settlement.Engine.Ports;

namespace Settlement.Operator.Settler;

/// <summary>How the settler is, for the probes. Ready when it is initialised, and then for good: a tripped settler can still close from the trade store.</summary>
internal sealed class SettlerHealth(TimeProvider time)
{
    /// <summary>Silence of the settler's loops after which they are taken for dead.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private bool _isReady;
    private long? _beat;
    private string _waitsFor = "the settler starts";

    /// <summary>The settler's loops live; taken from each report of its own state.</summary>
    public void Beat(MemberReport report)
    {
        lock (_gate)
        {
            _isReady |= report.Ready;
            _beat = time.GetTimestamp();
        }
    }

    /// <summary>Says what is waited for before the settler is ready.</summary>
    public void WaitFor(string what)
    {
        lock (_gate)
            _waitsFor = what;
    }

    /// <summary>The loops have ended because the day is over; silence is right from now on.</summary>
    public void DayOver()
    {
        lock (_gate)
            _beat = null;
    }

    /// <summary>Whether the settler can do its part.</summary>
    public HealthCheckResult Readiness()
    {
        lock (_gate)
            return _isReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("waits: " + _waitsFor);
    }

    /// <summary>Whether its loops live; not asked before they begin, for waiting is no illness.</summary>
    public HealthCheckResult Liveness()
    {
        lock (_gate)
        {
            return _beat is { } beat && time.GetElapsedTime(beat) > LongestSilence
                ? HealthCheckResult.Unhealthy($"no report for {(long)time.GetElapsedTime(beat).TotalSeconds} s: a loop of the settler is dead")
                : HealthCheckResult.Healthy();
        }
    }
}

/// <summary>/readyz.</summary>
internal sealed class SettlerReadiness(SettlerHealth health) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(health.Readiness());
}

/// <summary>/livez.</summary>
internal sealed class SettlerLiveness(SettlerHealth health) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(health.Liveness());
}
