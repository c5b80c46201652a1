namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L05_AnotherHolder
{
    private readonly World _world = new();

    [Fact]
    public async Task Sight_of_another_holder_loses_the_nomination_at_once_and_not_at_the_deadline()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await _world.PassAsync(100);
        _world.Lease.Edit(lease => lease with { Spec = lease.Spec with { HolderIdentity = "b/uid-of-b/0" } });

        await _world.PassAsync(100);

        Assert.False(a.Leads);
    }

    [Fact]
    public async Task Holder_that_was_cleared_by_a_person_loses_the_nomination_and_the_lease_goes_to_who_comes_first()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        _world.Lease.Edit(lease => lease with { Spec = lease.Spec with { HolderIdentity = null } });

        await _world.PassAsync(200);

        Assert.False(a.Leads);
        Assert.True(b.Leads);
    }

    [Fact]
    public async Task Another_holder_is_not_thrown_out_when_the_lost_nomination_is_disposed()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        _world.Lease.Edit(lease => lease with { Spec = lease.Spec with { HolderIdentity = "b/uid-of-b/0" } });

        await a.ReleaseAsync();

        Assert.Equal("b/uid-of-b/0", _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Edit_that_leaves_the_holder_alone_is_survived_with_the_edit_kept()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        _world.Lease.Edit(lease => lease with
        {
            Metadata = lease.Metadata with { Labels = new Dictionary<string, string> { ["touched"] = "yes" } },
        });

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
        Assert.Equal("yes", _world.Lease.Now!.Metadata.Labels["touched"]);
    }
}
