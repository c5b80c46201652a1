using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class ElectionMetricsTests
{
    [Fact]
    public async Task Metrics_tell_who_leads_since_when_and_what_became_of_nominations()
    {
        var world = new World();
        var seen = new ConcurrentQueue<(string Name, double Value, string? Transition)>();
        var units = new Dictionary<string, string?>();
        await using var a = world.Candidate("a");
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name != ElectionMetrics.MeterName || !ReferenceEquals(instrument.Meter, a.Elector.Meter))
                return;
            Assert.False(string.IsNullOrEmpty(instrument.Description));
            units[instrument.Name] = instrument.Unit;
            l.EnableMeasurementEvents(instrument);
        };
        void Saw(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.Contains(tags.ToArray(), tag => tag is { Key: "lease", Value: "market/run-leader" });
            seen.Enqueue((name, value, tags.ToArray().FirstOrDefault(tag => tag.Key == "transition").Value as string));
        }

        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Saw(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Saw(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Saw(instrument.Name, value, tags));
        listener.Start();

        listener.RecordObservableInstruments();
        Assert.Equal([("lease_is_leader", 0, null)], seen);

        await a.LeadAsync();
        await world.PassAsync(1150);
        seen.Clear();
        listener.RecordObservableInstruments();
        Assert.Contains(("lease_is_leader", 1, null), seen);
        Assert.Contains(("lease_seconds_since_renew", 0.15, null), seen);

        seen.Clear();
        a.Store.Always = Fault.SocketError;
        await world.PassAsync(700);
        await Wait.UntilAsync(() => seen.Contains(("lease_transitions_total", 1, "lost")), "the loss is counted", TestContext.Current.CancellationToken);
        listener.RecordObservableInstruments();
        Assert.Contains(("lease_is_leader", 0, null), seen);
        Assert.DoesNotContain(seen, measurement => measurement.Name == "lease_seconds_since_renew");

        seen.Clear();
        a.Store.Always = null;
        await a.ReleaseAsync();
        await a.LeadAsync();
        await a.ReleaseAsync();
        Assert.Equal([("lease_transitions_total", 1, "gained"), ("lease_transitions_total", 1, "released")], seen);
        Assert.Equal(
            new Dictionary<string, string?> { ["lease_is_leader"] = "{leader}", ["lease_seconds_since_renew"] = "s", ["lease_transitions_total"] = "{transition}" },
            units);
    }
}
