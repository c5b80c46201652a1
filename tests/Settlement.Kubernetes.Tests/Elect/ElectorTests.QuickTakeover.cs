using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class QuickTakeover
{
    private readonly World _world = new();

    [Theory]
    [InlineData(HolderEnd.PodGone)]
    [InlineData(HolderEnd.PodReplaced)]
    [InlineData(HolderEnd.ContainerTerminated)]
    internal async Task Candidate_leads_at_once_when_the_holders_process_has_ended(HolderEnd end)
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1050);
        a.Die();

        await Task.Run(() => _world.Watch.End(a.Me, end), TestContext.Current.CancellationToken);

        Assert.True(b.Leads);
        Assert.Equal(0, _world.Watch.Running);
    }

    [Fact]
    public async Task Zombie_whose_pod_was_taken_away_loses_with_its_next_renewal()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1050);

        await Task.Run(() => _world.Watch.End(a.Me), TestContext.Current.CancellationToken);
        await _world.PassAsync(World.Options.RetryPeriod);

        Assert.True(b.Leads);
        Assert.False(a.Leads);
    }

    [Fact]
    public async Task End_of_a_former_holder_does_not_touch_the_present_one()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var c = await _world.Candidate("c").CampaignAsync();
        await _world.PassAsync(1050);
        await a.ReleaseAsync();
        await using var b = await _world.Candidate("b").LeadAsync();
        await _world.PassAsync(1000);

        await Task.Run(() => _world.Watch.End(a.Me), TestContext.Current.CancellationToken);
        await _world.PassAsync(1000);

        Assert.True(b.Leads);
        Assert.False(c.Campaigning.IsCompleted);
        Assert.Equal(1, _world.Watch.Running);
    }

    [Fact]
    public async Task Ended_holder_with_an_unreachable_api_server_does_not_make_a_busy_loop()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1050);
        b.Store.Always = Fault.SocketError;
        var calls = _world.Lease.Calls.Count(call => call.Candidate == "b");

        await Task.Run(() => _world.Watch.End(a.Me), TestContext.Current.CancellationToken);
        await _world.PassAsync(2000);

        Assert.InRange(_world.Lease.Calls.Count(call => call.Candidate == "b") - calls, 5, 15);
    }

    [Fact]
    public async Task Broken_watch_costs_only_the_quickness()
    {
        _world.Watch.Breaks = new InvalidOperationException("broken");
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1000);
        a.Die();

        await _world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration);

        Assert.Equal(1, b.Log.Count(3123));
    }
}
