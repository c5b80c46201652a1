namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L08_CampaignErrors
{
    private readonly World _world = new();

    [Fact]
    public async Task Campaign_goes_on_through_socket_errors_and_leads_when_they_end()
    {
        await using var a = _world.Candidate("a");
        a.Store.Always = Fault.SocketError;
        await a.CampaignAsync();
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.False(a.Campaigning.IsCompleted);

        a.Store.Always = null;
        await _world.PassAsync(World.Options.RetryPeriod);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Campaign_that_meets_errors_asks_once_per_retry_period()
    {
        await using var a = _world.Candidate("a");
        a.Store.Always = Fault.SocketError;
        await a.CampaignAsync();

        await _world.PassAsync(2000);

        Assert.Equal(11, _world.Lease.Calls.Count);
    }

    [Fact]
    public async Task Taking_whose_answer_was_lost_is_recognised_at_the_next_look()
    {
        await using var a = _world.Candidate("a");
        a.Store.Next(Fault.None, Fault.LostAnswer);
        await a.CampaignAsync();
        Assert.False(a.Campaigning.IsCompleted);

        await _world.PassAsync(World.Options.RetryPeriod);

        Assert.True(a.Leads);
        Assert.Equal(0, _world.Lease.Spec.LeaseTransitions);
    }

    [Fact]
    public async Task Conflict_while_taking_is_followed_by_a_look_at_once()
    {
        await using var a = _world.Candidate("a");
        a.Store.Next(Fault.None, new Fault { Refusal = Kubernetes.Elect.LeaseStoreFailure.Conflict });

        await a.LeadAsync();

        Assert.Equal(["get", "create", "get", "create"], _world.Lease.Calls.Select(call => call.Verb));
    }

    [Fact]
    public async Task Conflicts_without_end_do_not_become_a_busy_loop()
    {
        await using var a = _world.Candidate("a");
        a.Store.Always = new Fault { Refusal = Kubernetes.Elect.LeaseStoreFailure.Conflict, Verb = "create" };
        await a.CampaignAsync();

        await _world.PassAsync(2000);

        Assert.InRange(_world.Lease.Calls.Count, 10, 30);
    }
}
