namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L11_WallClock
{
    private readonly World _world = new();

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    [InlineData(86_400)]
    public async Task Step_of_the_wall_clock_steals_nothing_and_loses_nothing(int seconds)
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1000);

        _world.Time.WallClockStep = TimeSpan.FromSeconds(seconds);
        await _world.PassAsync(5000);

        Assert.True(a.Leads);
        Assert.False(b.Campaigning.IsCompleted);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    public async Task Step_of_the_wall_clock_does_not_change_when_a_dead_holder_is_replaced(int seconds)
    {
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();
        await _world.PassAsync(1000);
        a.Die();

        _world.Time.WallClockStep = TimeSpan.FromSeconds(seconds);
        var waited = await _world.PassUntilAsync(() => b.Leads, World.Options.LeaseDuration * 2);

        Assert.InRange(waited, World.Options.LeaseDuration - World.Options.RetryPeriod, World.Options.LeaseDuration);
    }

    [Fact]
    public async Task Renewals_are_seen_although_the_wall_clock_stands_still()
    {
        _world.Time.WallClockStands = true;
        await using var a = await _world.Candidate("a").LeadAsync();
        await using var b = await _world.Candidate("b").CampaignAsync();

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
        Assert.False(b.Campaigning.IsCompleted);
    }
}
