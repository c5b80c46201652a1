using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Settlement.Engine.Ports;
using Settlement.Operator.Settler;

namespace Settlement.Operator.Tests.Settler;

public sealed class SettlerHealthTests
{
    private static readonly MemberReport Running = new(true, false, "", 0, 0, null);
    private readonly FakeTimeProvider _time = new();
    private readonly SettlerHealth _health;

    public SettlerHealthTests() => _health = new SettlerHealth(_time);

    [Fact]
    public void A_settler_is_not_ready_before_it_is_initialised_and_says_what_it_waits_for()
    {
        Assert.Equal(HealthStatus.Unhealthy, _health.Readiness().Status);
        _health.WaitFor("TopicAbsent. Topic trades does not exist");
        Assert.Contains("Topic trades does not exist", _health.Readiness().Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tripped_settler_stays_ready()
    {
        _health.Beat(Running);
        _health.Beat(Running with { ListenerTripped = true, ListenerMessage = "bad record" });

        Assert.Equal(HealthStatus.Healthy, _health.Readiness().Status);
    }

    [Fact]
    public void Long_waiting_before_the_loops_begin_is_no_reason_to_be_killed()
    {
        _time.Advance(TimeSpan.FromHours(10));

        Assert.Equal(HealthStatus.Healthy, _health.Liveness().Status);
    }

    [Fact]
    public void Silence_of_the_loops_is_death_only_while_the_day_lasts()
    {
        _health.Beat(Running);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HealthStatus.Healthy, _health.Liveness().Status);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Unhealthy, _health.Liveness().Status);

        _health.Beat(Running);
        Assert.Equal(HealthStatus.Healthy, _health.Liveness().Status);

        _health.DayOver();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HealthStatus.Healthy, _health.Liveness().Status);
    }
}
