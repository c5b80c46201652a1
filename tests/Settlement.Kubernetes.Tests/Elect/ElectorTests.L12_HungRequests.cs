namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L12_HungRequests
{
    private readonly World _world = new();

    [Fact]
    public async Task Hung_renewal_is_given_up_in_time_for_a_second_one()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(Fault.Hang);

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Renewal_that_took_effect_but_hung_is_recognised()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(Fault.HangAfterEffect);

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Requests_that_all_hang_lose_the_nomination_at_the_deadline_and_not_later()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.Hang;

        var waited = await _world.PassUntilAsync(() => !a.Leads, World.Options.LeaseDuration);

        Assert.Equal(World.Options.RenewDeadline, waited);
        Assert.Equal(1, a.Log.Count(3106));
    }

    [Fact]
    public async Task Time_of_a_slow_answer_does_not_prolong_the_nomination()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(new Fault { After = TimeSpan.FromMilliseconds(300) }, Fault.SocketError, Fault.SocketError, Fault.SocketError);
        await _world.PassAsync(500);
        Assert.True(a.Leads);

        var waited = await _world.PassUntilAsync(() => !a.Leads, World.Options.LeaseDuration);

        Assert.Equal(World.Options.RenewDeadline - TimeSpan.FromMilliseconds(300), waited);
    }

    [Fact]
    public async Task Slow_api_server_does_not_make_two_leaders()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1000);
        a.Store.Always = new Fault { Before = TimeSpan.FromMilliseconds(340) };
        b.Store.Always = new Fault { After = TimeSpan.FromMilliseconds(340) };

        for (var passed = 0; passed < 20_000; passed += 10)
        {
            await _world.PassAsync(10);
            Assert.False(a.Leads && b.Leads);
            if (passed == 5000)
                a.Die();
        }

        Assert.True(b.Leads);
    }

    [Fact]
    public async Task Slow_looks_of_a_candidate_do_not_make_it_lead_before_the_holder_has_stopped()
    {
        for (var death = 0; death < 600; death += 20)
        {
            var world = new World();
            await using var a = await world.Candidate("a").LeadAsync();
            await using var b = await world.Candidate("b").CampaignAsync();
            b.Store.Always = new Fault { Before = TimeSpan.FromMilliseconds(340), Verb = "get" };
            await world.PassAsync(2000 + death);
            a.Die();

            await world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration * 3);

            Assert.False(a.Leads);
        }
    }

    [Fact]
    public async Task Hung_look_of_a_candidate_is_given_up()
    {
        await using var a = _world.Candidate("a");
        a.Store.Next(Fault.Hang);
        await a.CampaignAsync();

        await _world.PassAsync(World.Options.RenewDeadline / 2 + World.Options.RetryPeriod);

        Assert.True(a.Leads);
    }
}
