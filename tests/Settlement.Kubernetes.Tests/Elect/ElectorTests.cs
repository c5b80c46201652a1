namespace Settlement.Kubernetes.Tests.Elect;

public sealed class ElectorTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Second_campaign_of_one_elector_is_refused_while_the_first_runs_or_its_nomination_is_held()
    {
        await using var a = await _world.Candidate("a").LeadAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => a.Elector.CampaignAsync(() => false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lease_that_does_not_exist_is_created_and_held()
    {
        await using var a = await _world.Candidate("a").LeadAsync();

        Assert.Equal(a.Me.ToString(), _world.Lease.Spec.HolderIdentity);
        Assert.Equal(a.Me.ToString(), a.Nomination.Holder);
        Assert.Equal(1, _world.Lease.Spec.LeaseDurationSeconds);
    }

    [Fact]
    public async Task Nomination_is_kept_as_long_as_the_lease_is_renewed()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();

        await _world.PassAsync(TimeSpan.FromSeconds(20));

        Assert.True(a.Leads);
        Assert.False(b.Campaigning.IsCompleted);
    }

    [Fact]
    public async Task Successor_of_a_dead_holder_leads_at_most_one_lease_period_after_the_last_renewal()
    {
        for (var offset = 0; offset < 200; offset += 10)
        {
            var world = new World();
            await using var a = await world.Candidate("a").LeadAsync();
            await world.PassAsync(offset);
            await using var b = await world.Candidate("b").CampaignAsync();
            await world.PassAsync(1000);

            a.Die();
            var lastRenewal = world.Lease.Spec.RenewTime!.Value;
            await world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration * 2);

            Assert.InRange(world.Time.GetUtcNow().UtcDateTime - lastRenewal, World.Options.RenewDeadline, World.Options.LeaseDuration + TimeSpan.FromMilliseconds(10));
        }
    }

    [Fact]
    public async Task Dead_holder_has_lost_its_nomination_before_the_successor_leads()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1000);

        a.Die();
        await _world.PassUntilAsync(() => !a.Leads, World.Options.RenewDeadline);

        Assert.False(b.Leads);
    }

    [Fact]
    public async Task Candidate_that_has_just_come_waits_a_whole_lease_period()
    {
        var a = await _world.Candidate("a").LeadAsync();
        await _world.PassAsync(1000);
        a.Die();
        await _world.PassAsync(900);

        await using var b = await _world.Candidate("b").CampaignAsync();
        var waited = await _world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration * 2);

        Assert.Equal(World.Options.LeaseDuration, waited);
    }

    [Fact]
    public async Task Two_racing_candidates_end_with_one_nomination()
    {
        await using var holder = await _world.Candidate("holder").LeadAsync();
        await using var a = await _world.Candidate("a").CampaignAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        a.Store.Always = new Fault { Before = TimeSpan.FromMilliseconds(20), Verb = "update" };
        b.Store.Always = new Fault { Before = TimeSpan.FromMilliseconds(20), Verb = "update" };
        await _world.PassAsync(1000);

        holder.Die();
        await _world.PassAsync(3000);

        Assert.True(a.Leads ^ b.Leads);
        Assert.Equal((a.Leads ? a : b).Me.ToString(), _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Two_candidates_that_race_to_create_the_lease_end_with_one_nomination()
    {
        await using var a = _world.Candidate("a");
        await using var b = _world.Candidate("b");
        a.Store.Always = new Fault { Before = TimeSpan.FromMilliseconds(20), Verb = "create" };
        b.Store.Always = new Fault { Before = TimeSpan.FromMilliseconds(20), Verb = "create" };
        await a.CampaignAsync();
        await b.CampaignAsync();

        await _world.PassAsync(3000);

        Assert.True(a.Leads ^ b.Leads);
    }

    [Fact]
    public async Task Cancelled_campaign_holds_nothing_even_when_its_request_took_effect()
    {
        await using var a = _world.Candidate("a");
        a.Store.Next(Fault.None, Fault.HangAfterEffect);
        await a.CampaignAsync();
        Assert.Equal(a.Me.ToString(), _world.Lease.Spec.HolderIdentity);

        await a.StopCampaignAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.Campaigning);
        Assert.Equal("", _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Failing_stand_back_question_ends_the_campaign_with_its_error_and_the_elector_can_campaign_again()
    {
        await using var a = _world.Candidate("a");

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            a.Elector.CampaignAsync(() => throw new NotSupportedException(), TestContext.Current.CancellationToken));

        await a.LeadAsync();
    }
}
