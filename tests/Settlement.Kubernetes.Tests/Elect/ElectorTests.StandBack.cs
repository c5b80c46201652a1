namespace Settlement.Kubernetes.Tests.Elect;

public sealed class StandBack
{
    private readonly World _world = new();

    [Fact]
    public async Task Candidate_that_stands_back_leaves_a_free_lease_for_a_lease_period_and_then_takes_it()
    {
        await using var a = _world.Candidate("a");
        a.StandsBack = true;
        await a.CampaignAsync();

        var waited = await _world.PassUntilAsync(() => a.Leads, World.Options.LeaseDuration * 3);

        Assert.Equal(World.Options.LeaseDuration, waited);
        Assert.Equal(1, a.Log.Count(3102));
    }

    [Fact]
    public async Task Candidate_that_stands_back_lets_one_more_lease_period_pass_after_expiry()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        b.StandsBack = true;
        await _world.PassAsync(1000);
        a.Die();

        var waited = await _world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration * 3);

        Assert.InRange(waited, World.Options.LeaseDuration * 2 - World.Options.RetryPeriod, World.Options.LeaseDuration * 2);
    }

    [Fact]
    public async Task Candidate_that_stands_back_lets_one_lease_period_pass_after_the_holders_end()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        b.StandsBack = true;
        await _world.PassAsync(1000);
        a.Die();
        await Task.Run(() => _world.Watch.End(a.Me), TestContext.Current.CancellationToken);

        var waited = await _world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration * 3);

        Assert.Equal(World.Options.LeaseDuration, waited);
    }

    [Fact]
    public async Task Healthy_candidate_leads_before_one_that_stands_back()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var tripped = await _world.Candidate("tripped").CampaignAsync();
        tripped.StandsBack = true;
        await using var healthy = await _world.Candidate("healthy").CampaignAsync();
        await _world.PassAsync(1000);
        a.Die();

        await _world.PassAsync(5000);

        Assert.True(healthy.Leads);
        Assert.False(tripped.Campaigning.IsCompleted);
    }

    [Fact]
    public async Task Recovered_candidate_takes_a_free_lease_within_a_retry_period()
    {
        await using var a = _world.Candidate("a");
        a.StandsBack = true;
        await a.CampaignAsync();
        await _world.PassAsync(300);

        a.StandsBack = false;
        await _world.PassAsync(World.Options.RetryPeriod);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Standing_back_does_not_affect_a_nomination_that_is_held()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.StandsBack = true;
        await using var b = await _world.Candidate("b").CampaignAsync();

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
    }
}
