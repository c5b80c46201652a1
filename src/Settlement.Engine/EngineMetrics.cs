using System.Diagnostics.Metrics;

namespace Settlement.Engine;

/// <summary>Instruments of the engine; meter <c>Settlement.Engine</c>.</summary>
public static class EngineMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Settlement.Engine";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> Records =
        Meter.CreateCounter<long>("settlement_records_folded_total", "{record}", "Records of the feed folded into books.");

    internal static readonly Counter<long> Checkpoints =
        Meter.CreateCounter<long>("settlement_checkpoints_total", "{checkpoint}", "Checkpoints written.");

    internal static readonly Counter<long> FencedWrites =
        Meter.CreateCounter<long>("settlement_fenced_writes_total", "{write}", "Writes refused because a greater epoch exists.");

    internal static readonly Counter<long> Closes =
        Meter.CreateCounter<long>("settlement_closes_total", "{close}", "Results committed by this process.");

    internal static readonly Counter<long> BlockedCloses =
        Meter.CreateCounter<long>("settlement_blocked_closes_total", "{close}", "Times that a gate or the drain blocked the close.");

    internal static readonly Histogram<double> StepDuration = Meter.CreateHistogram(
        "settlement_close_step_duration_seconds", "s", "Duration of a step of the close: drain, settle, commit, publish.", advice:
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });
}
