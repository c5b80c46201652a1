namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L03_StaleLeadership
{
    private readonly World _world = new();

    [Fact]
    public async Task Lost_is_cancelled_when_another_leads_and_stays_cancelled()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        _world.Lease.Edit(lease => lease with { Spec = lease.Spec with { HolderIdentity = "b/uid-of-b/0" } });

        await _world.PassAsync(5000);

        Assert.True(a.Nomination.Lost.IsCancellationRequested);
        Assert.Equal(1, a.Log.Count(3105));
    }

    [Fact]
    public async Task Lost_is_cancelled_after_release()
    {
        await using var a = await _world.Candidate("a").LeadAsync();

        await a.ReleaseAsync();

        Assert.True(a.Nomination.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lost_does_not_come_back_when_the_api_server_does()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.SocketError;
        await _world.PassAsync(700);

        a.Store.Always = null;
        await _world.PassAsync(5000);

        Assert.True(a.Nomination.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Elector_can_campaign_again_after_it_lost_and_disposed_its_nomination()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.SocketError;
        await _world.PassAsync(700);
        a.Store.Always = null;
        await a.ReleaseAsync();

        await a.LeadAsync();

        await _world.PassAsync(2000);
        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Work_whose_cancellation_fails_cannot_keep_the_lease()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        using var registration = a.Nomination.Lost.Register(() => throw new NotSupportedException("work"));

        await Assert.ThrowsAsync<AggregateException>(a.ReleaseAsync);

        Assert.Equal("", _world.Lease.Spec.HolderIdentity);
        await a.LeadAsync();
    }
}
