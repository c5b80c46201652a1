using System.Diagnostics.Metrics;

namespace Settlement.Kubernetes.Elect;

/// <summary>Instruments of one elector, each with the attribute <c>lease</c> (namespace/name).</summary>
internal sealed class ElectionMetrics : IDisposable
{
    public const string MeterName = "Settlement.Kubernetes";
    public const string GainedTransition = "gained";
    public const string Lost = "lost";
    public const string Released = "released";

    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?> _lease;
    private readonly Counter<long> _transitions;
    private long _renewedAt;
    private volatile bool _isLeader;

    public ElectionMetrics(string lease, TimeProvider time)
    {
        _time = time;
        _lease = new("lease", lease);
        Meter.CreateObservableGauge(
            "lease_is_leader", () => new Measurement<int>(_isLeader ? 1 : 0, _lease), "{leader}",
            "1 while this process is nominated and can prove it, else 0.");
        Meter.CreateObservableGauge(
            "lease_seconds_since_renew", SinceRenew, "s",
            "Time since the last successful renewal was sent; absent while this process is not nominated.");
        _transitions = Meter.CreateCounter<long>(
            "lease_transitions_total", "{transition}",
            "Nominations of this process, by what happened (transition): gained, lost, released.");
    }

    public Meter Meter { get; } = new(MeterName);

    public void Gained(long sent)
    {
        Renewed(sent);
        _isLeader = true;
        Count(GainedTransition);
    }

    public void Renewed(long sent) => Volatile.Write(ref _renewedAt, sent);

    public void Ended(string transition)
    {
        _isLeader = false;
        Count(transition);
    }

    public void Dispose() => Meter.Dispose();

    private void Count(string transition) => _transitions.Add(1, _lease, new KeyValuePair<string, object?>("transition", transition));

    private IEnumerable<Measurement<double>> SinceRenew() =>
        _isLeader ? [new Measurement<double>(_time.GetElapsedTime(Volatile.Read(ref _renewedAt)).TotalSeconds, _lease)] : [];
}
