using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L06_Release
{
    private readonly World _world = new();

    [Fact]
    public async Task Disposed_nomination_leaves_an_empty_holder_and_the_shortest_duration()
    {
        var a = await _world.Candidate("a", options: new ElectionOptions()).LeadAsync();
        Assert.Equal(15, _world.Lease.Spec.LeaseDurationSeconds);

        await a.ReleaseAsync();

        Assert.Equal("", _world.Lease.Spec.HolderIdentity);
        Assert.Equal(1, _world.Lease.Spec.LeaseDurationSeconds);
        Assert.Equal(1, a.Log.Count(3103));
    }

    [Fact]
    public async Task Successor_of_a_released_lease_leads_within_one_retry_period()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1050);

        await a.ReleaseAsync();
        var waited = await _world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration);

        Assert.InRange(waited, TimeSpan.Zero, World.Options.RetryPeriod);
    }

    [Fact]
    public async Task Lease_is_still_held_while_guarded_work_stops_after_a_loss()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(Fault.SocketError, Fault.SocketError, Fault.SocketError);
        await _world.PassAsync(700);
        Assert.False(a.Leads);
        Assert.Equal(a.Me.ToString(), _world.Lease.Spec.HolderIdentity);

        await a.ReleaseAsync();

        Assert.Equal("", _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Disposing_twice_releases_once()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await a.ReleaseAsync();
        var calls = _world.Lease.Calls.Count;

        await a.ReleaseAsync();

        Assert.Equal(calls, _world.Lease.Calls.Count);
    }

    [Fact]
    public async Task Release_reads_again_after_a_conflict()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        _world.Lease.Edit(lease => lease with { Metadata = lease.Metadata with { Labels = new Dictionary<string, string> { ["touched"] = "yes" } } });

        await a.ReleaseAsync();

        Assert.Equal("", _world.Lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Release_that_hangs_is_given_up_and_logged()
    {
        var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.Hang;

        var asked = _world.Lease.Calls.Count;
        var release = await a.BeginReleaseAsync();
        await Wait.UntilAsync(() => _world.Lease.Calls.Count > asked, "the release is asked for", TestContext.Current.CancellationToken);
        // The release does not begin on the thread that lets time pass, and what it does between two waits takes time of its own.
        await Wait.UntilAsync(
            async () =>
            {
                await _world.PassAsync(World.Options.RetryPeriod);
                return release.IsCompleted;
            },
            "the release is given up",
            TestContext.Current.CancellationToken);

        await release;
        Assert.Equal(1, a.Log.Count(3104));
    }

    [Fact]
    public async Task Renewal_that_arrives_late_cannot_undo_the_release()
    {
        var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(Fault.HangAfterEffect);
        await _world.PassAsync(250);

        await a.ReleaseAsync();

        Assert.Equal("", _world.Lease.Spec.HolderIdentity);
    }
}
