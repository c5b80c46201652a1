namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L02_OrphanedLoops
{
    private readonly World _world = new();

    [Fact]
    public async Task Lost_nomination_asks_nothing_more_of_the_api_server()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.SocketError;
        await _world.PassAsync(700);
        Assert.False(a.Leads);
        var calls = _world.Lease.Calls.Count;

        a.Store.Always = null;
        await _world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(calls, _world.Lease.Calls.Count);
    }

    [Fact]
    public async Task Request_that_hangs_at_the_deadline_is_given_up_and_never_renews_later()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        var renewed = _world.Lease.Spec.RenewTime;
        a.Store.Always = new Fault { Before = TimeSpan.FromMinutes(10) };
        await _world.PassAsync(700);
        Assert.False(a.Leads);

        a.Store.Always = null;
        await _world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(renewed, _world.Lease.Spec.RenewTime);
    }

    [Fact]
    public async Task Ended_campaign_leaves_no_request_and_no_wait_behind()
    {
        var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(100);
        Assert.Equal(1, _world.Watch.Running);

        await b.StopCampaignAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => b.Campaigning);
        var calls = _world.Lease.Calls.Count(call => call.Candidate == "b");
        await _world.PassAsync(5000);

        Assert.Equal(0, _world.Watch.Running);
        Assert.Equal(calls, _world.Lease.Calls.Count(call => call.Candidate == "b"));
        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Released_nomination_asks_nothing_more_of_the_api_server()
    {
        var a = await _world.Candidate("a").LeadAsync();
        await a.ReleaseAsync();
        var calls = _world.Lease.Calls.Count;

        await _world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(calls, _world.Lease.Calls.Count);
    }
}
