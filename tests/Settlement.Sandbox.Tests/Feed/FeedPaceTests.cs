using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Feed;

namespace Settlement.Sandbox.Tests.Feed;

public sealed class FeedPaceTests
{
    [Fact]
    public async Task Records_beyond_the_rate_wait_for_their_turn()
    {
        var time = new FakeTimeProvider();
        var pace = new FeedPace(100, time);
        await pace.WaitAsync(50, TestContext.Current.CancellationToken);

        var next = pace.WaitAsync(1, TestContext.Current.CancellationToken).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await next.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Without_a_rate_nothing_waits_although_the_clock_stands() =>
        await new FeedPace(null, new FakeTimeProvider()).WaitAsync(1_000_000, TestContext.Current.CancellationToken);
}
