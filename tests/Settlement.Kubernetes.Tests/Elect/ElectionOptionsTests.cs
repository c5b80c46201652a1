using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class ElectionOptionsTests
{
    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var options = new ElectionOptions { LeaseDuration = TimeSpan.FromSeconds(1), RenewDeadline = TimeSpan.FromSeconds(1), RetryPeriod = TimeSpan.FromSeconds(2) };

        var message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.Contains("LeaseDuration is 00:00:01", message, StringComparison.Ordinal);
        Assert.Contains("RenewDeadline is 00:00:01", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_period_of_zero_is_refused() =>
        Assert.Throws<ArgumentException>(new ElectionOptions { RetryPeriod = TimeSpan.Zero }.Validate);

    [Fact]
    public void Defaults_are_those_of_the_core_clients()
    {
        var options = new ElectionOptions();
        options.Validate();
        Assert.Equal((15, 10, 2), (options.LeaseDuration.TotalSeconds, options.RenewDeadline.TotalSeconds, options.RetryPeriod.TotalSeconds));
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    [InlineData(15000, 15)]
    public void Lease_object_holds_whole_seconds_rounded_up(int milliseconds, int seconds) =>
        Assert.Equal(seconds, new ElectionOptions { LeaseDuration = TimeSpan.FromMilliseconds(milliseconds) }.PublishedSeconds);

    [Fact]
    public async Task Candidates_with_the_same_options_count_with_the_exact_duration()
    {
        var options = new ElectionOptions
        {
            LeaseDuration = TimeSpan.FromMilliseconds(400),
            RenewDeadline = TimeSpan.FromMilliseconds(250),
            RetryPeriod = TimeSpan.FromMilliseconds(100),
        };
        var world = new World();
        await using var a = await world.Candidate("a", options: options).LeadAsync();
        await using var b = await world.Candidate("b", options: options).CampaignAsync();
        await world.PassAsync(1000);
        a.Die();

        var waited = await world.PassUntilAsync(() => b.Leads, TimeSpan.FromSeconds(2));

        Assert.InRange(waited, options.RenewDeadline - options.RetryPeriod, options.LeaseDuration);
    }
}
