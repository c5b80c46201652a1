namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L10_Transitions
{
    private readonly World _world = new();

    [Fact]
    public async Task Deleted_lease_is_made_again_by_its_holder_who_leads_on()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1050);

        _world.Lease.Delete();
        await _world.PassAsync(5000);

        Assert.True(a.Leads ^ b.Leads);
        Assert.Equal((a.Leads ? a : b).Me.ToString(), _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Holder_whose_deleted_lease_another_made_again_loses_at_once()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        _world.Lease.Delete();
        await using var b = await _world.Candidate("b").LeadAsync();

        await _world.PassAsync(World.Options.RetryPeriod);

        Assert.False(a.Leads);
        Assert.True(b.Leads);
    }

    [Fact]
    public async Task Holder_without_the_right_to_create_sees_at_once_who_has_the_lease_that_somebody_made_again()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.Forbidden with { Verb = "create" };
        _world.Lease.Delete();
        await _world.PassAsync(World.Options.RetryPeriod);
        Assert.True(a.Leads);

        await using var b = await _world.Candidate("b").LeadAsync();
        await _world.PassAsync(World.Options.RetryPeriod);

        Assert.False(a.Leads);
        Assert.Equal(1, a.Log.Count(3105));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-7)]
    [InlineData(null)]
    public async Task Transition_count_of_any_value_changes_no_decision(int? transitions)
    {
        _world.Lease.Create(new k8s.Models.V1LeaseSpec { LeaseTransitions = transitions });
        await using var a = await _world.Candidate("a").LeadAsync();
        _world.Lease.Edit(lease => lease with { Spec = lease.Spec with { LeaseTransitions = transitions } });

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Transitions_are_counted_for_people_when_the_holder_changes()
    {
        var a = await _world.Candidate("a").LeadAsync();
        await a.ReleaseAsync();

        await using var b = await _world.Candidate("b").LeadAsync();

        Assert.Equal(1, _world.Lease.Spec.LeaseTransitions);
    }
}
