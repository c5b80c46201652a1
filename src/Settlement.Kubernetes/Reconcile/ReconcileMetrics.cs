using System.Diagnostics;
using System.Diagnostics.Metrics;
using Settlement.Kubernetes.Watch;

namespace Settlement.Kubernetes.Reconcile;

/// <summary>What a reconciler counts and traces.</summary>
public sealed class ReconcileMetrics : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Settlement.Kubernetes";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _activities = new(Name);
    private readonly Counter<long> _count;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public ReconcileMetrics()
    {
        _count = _meter.CreateCounter<long>("settlement_reconciliations", "{reconciliation}", "Reconciliations, by outcome");
        _duration = _meter.CreateHistogram("settlement_reconciliation_duration", "s", "Time that a reconciliation took", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 2, 10, 30] });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _activities.Dispose();
    }

    internal Activity? Start(ResourceKey key) => _activities.StartActivity("reconcile")?.SetTag("k8s.namespace.name", key.Namespace).SetTag("settlement.run", key.Name);

    internal void Finished(bool isSuccess, TimeSpan duration)
    {
        _count.Add(1, new KeyValuePair<string, object?>("outcome", isSuccess ? "success" : "failure"));
        _duration.Record(duration.TotalSeconds);
    }
}
