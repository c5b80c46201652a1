using k8s.Models;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L07_AbsentHolder
{
    private readonly World _world = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Lease_that_names_nobody_is_taken_at_once(string? holder)
    {
        _world.Lease.Create(new V1LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = 3600 });

        await using var a = await _world.Candidate("a").LeadAsync();

        Assert.Equal(a.Me.ToString(), _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Lease_without_a_spec_is_taken_at_once()
    {
        _world.Lease.Create(null);

        await using var a = await _world.Candidate("a").LeadAsync();

        Assert.Equal(a.Me.ToString(), _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Holder_that_a_person_wrote_is_waited_for_as_long_as_the_person_wrote_and_then_replaced()
    {
        _world.Lease.Create(new V1LeaseSpec { HolderIdentity = "maintenance by Anna", LeaseDurationSeconds = 30 });
        await using var a = await _world.Candidate("a").CampaignAsync();

        var waited = await _world.PassUntilAsync(() => a.Leads, TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(30), waited);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Holder_without_a_usable_duration_is_waited_for_one_lease_period(int? seconds)
    {
        _world.Lease.Create(new V1LeaseSpec { HolderIdentity = "someone", LeaseDurationSeconds = seconds });
        await using var a = await _world.Candidate("a").CampaignAsync();

        var waited = await _world.PassUntilAsync(() => a.Leads, TimeSpan.FromMinutes(1));

        Assert.Equal(World.Options.LeaseDuration, waited);
    }
}
