using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Kubernetes.Faults;

namespace Settlement.Sandbox.Kubernetes.Tests.Faults;

public sealed class FaultRulesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FaultRules _rules;

    public FaultRulesTests() => _rules = new FaultRules(_time);

    [Fact]
    public void A_counted_fault_ends_after_that_many_matching_requests()
    {
        _rules.Add(new Fault(FaultKind.Refuse, new FaultScope { Method = "get", Path = "configmaps", Count = 2 }, 500));

        Assert.Null(_rules.Take(false, "POST", "/api/v1/configmaps"));
        Assert.Null(_rules.Take(false, "GET", "/api/v1/pods"));
        Assert.Equal(500, _rules.Take(false, "GET", "/api/v1/configmaps")!.Code);
        Assert.NotNull(_rules.Take(false, "GET", "/api/v1/configmaps"));
        Assert.Null(_rules.Take(false, "GET", "/api/v1/configmaps"));
    }

    [Fact]
    public void A_fault_ends_with_its_time_and_with_a_reset()
    {
        _rules.Add(new Fault(FaultKind.Abort, new FaultScope { Duration = TimeSpan.FromSeconds(1) }));
        Assert.NotNull(_rules.Take(false, "GET", "/"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_rules.Take(false, "GET", "/"));

        _rules.Add(new Fault(FaultKind.Abort, FaultScope.Everything));
        _rules.Clear();
        Assert.Null(_rules.Take(false, "GET", "/"));
    }

    [Fact]
    public void The_first_fault_that_matches_meets_the_request()
    {
        _rules.Add(new Fault(FaultKind.Delay, FaultScope.Everything with { Count = 1 }));
        _rules.Add(new Fault(FaultKind.Abort, FaultScope.Everything));

        Assert.Equal(FaultKind.Delay, _rules.Take(false, "GET", "/")!.Kind);
        Assert.Equal(FaultKind.Abort, _rules.Take(false, "GET", "/")!.Kind);
    }

    [Fact]
    public void Faults_of_events_do_not_meet_requests_nor_the_other_way_round()
    {
        _rules.Add(new Fault(FaultKind.DropEvent, FaultScope.Everything with { Count = 1 }));
        Assert.Null(_rules.Take(false, "GET", "/"));

        var watches = new OpenWatches(_rules);
        using var watch = watches.Open("GET", "/api/v1/pods");
        Assert.Equal(0, watch.Next().Copies);
        Assert.Equal(1, watch.Next().Copies);
    }

    [Fact]
    public void Events_are_written_twice_or_late_where_asked()
    {
        _rules.Add(new Fault(FaultKind.DuplicateEvent, new FaultScope { Path = "pods", Count = 1 }));
        _rules.Add(new Fault(FaultKind.DelayEvent, new FaultScope { Path = "leases" }, Delay: TimeSpan.FromSeconds(3)));
        var watches = new OpenWatches(_rules);
        using var pods = watches.Open("GET", "/api/v1/pods");
        using var leases = watches.Open("GET", "/apis/coordination.k8s.io/v1/leases");

        Assert.Equal(2, pods.Next().Copies);
        Assert.Equal(1, pods.Next().Copies);
        Assert.Equal(TimeSpan.FromSeconds(3), leases.Next().Delay);
    }

    [Fact]
    public void Watches_are_closed_when_asked_and_after_a_stop_at_once()
    {
        var watches = new OpenWatches(_rules);
        var first = watches.Open("GET", "/");
        Assert.Equal(1, watches.CloseAll());
        Assert.True(first.Closed.IsCancellationRequested);
        first.Dispose();
        Assert.Equal(0, watches.Count);

        watches.Stop();
        using var late = watches.Open("GET", "/");
        Assert.True(late.Closed.IsCancellationRequested);
    }
}
