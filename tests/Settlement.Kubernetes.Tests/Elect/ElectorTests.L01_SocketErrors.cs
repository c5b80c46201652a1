namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L01_SocketErrors
{
    private readonly World _world = new();

    [Fact]
    public async Task One_socket_error_while_renewing_loses_nothing()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(Fault.SocketError);

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Socket_errors_are_retried_until_the_renew_deadline_and_not_longer()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Always = Fault.SocketError;

        await _world.PassAsync(690);
        Assert.True(a.Leads);
        await _world.PassAsync(10);

        Assert.False(a.Leads);
        Assert.Equal(3, _world.Lease.Calls.Count(call => call.Verb == "update"));
    }

    [Fact]
    public async Task Nomination_survives_errors_that_end_just_before_the_deadline()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(Fault.SocketError, Fault.SocketError);

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Storm_of_refusals_is_logged_once_and_its_end_once()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        for (var storm = 0; storm < 10; storm++)
            a.Store.Next(Fault.SocketError, Fault.SocketError, Fault.None);

        await _world.PassAsync(400);
        Assert.Equal(1, a.Log.Count(3111));
        await _world.PassAsync(400);

        Assert.True(a.Leads);
        Assert.Equal(1, a.Log.Count(3112));
    }

    [Fact]
    public async Task Bug_in_the_store_loses_the_nomination_instead_of_hiding()
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        a.Store.Next(new Fault { Bug = new InvalidCastException("bug") });

        await _world.PassAsync(200);

        Assert.False(a.Leads);
        Assert.Equal(1, a.Log.Count(3107));
    }

    [Fact]
    public async Task Forbidden_lease_is_reported_once_as_a_permission_problem_and_tried_until_it_is_granted()
    {
        await using var a = _world.Candidate("a");
        a.Store.Always = Fault.Forbidden;
        await a.CampaignAsync();
        await _world.PassAsync(2000);

        var message = Assert.Single(a.Log.Entries, entry => entry.Id == 3110).Text;
        Assert.Contains("Permission problem", message, StringComparison.Ordinal);
        Assert.Contains("market/run-leader", message, StringComparison.Ordinal);
        Assert.Contains("get, create and update on leases", message, StringComparison.Ordinal);

        a.Store.Always = null;
        await _world.PassAsync(200);
        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Forbidden_update_is_reported_once_although_reading_is_allowed()
    {
        _world.Lease.Create(new k8s.Models.V1LeaseSpec());
        await using var a = _world.Candidate("a");
        a.Store.Always = Fault.Forbidden with { Verb = "update" };
        await a.CampaignAsync();

        await _world.PassAsync(2000);

        Assert.Equal(1, a.Log.Count(3110));
        Assert.False(a.Campaigning.IsCompleted);
    }
}
