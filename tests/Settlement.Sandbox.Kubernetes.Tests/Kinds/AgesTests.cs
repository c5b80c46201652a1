using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

public sealed class AgesTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-1, "0s")]
    [InlineData(-5, "<invalid>")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(10_799, "179m")]
    [InlineData(10_800, "3h")]
    [InlineData(28_799, "7h59m")]
    [InlineData(28_800, "8h")]
    [InlineData(172_799, "47h")]
    [InlineData(172_800, "2d")]
    [InlineData(691_199, "7d23h")]
    [InlineData(691_200, "8d")]
    [InlineData(63_071_999, "729d")]
    [InlineData(63_072_000, "2y")]
    [InlineData(63_158_400, "2y1d")]
    [InlineData(252_288_000, "8y")]
    public void Durations_get_coarser_the_longer_they_are(long seconds, string shown)
    {
        Assert.Equal(shown, Ages.Show(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData(null, "<unknown>")]
    [InlineData("", "<unknown>")]
    [InlineData("2024-12-31T23:59:00Z", "60s")]
    [InlineData("2024-12-31T23:59:00.500000Z", "59s")]
    public void Time_since_a_moment_is_unknown_without_the_moment(string? moment, string shown)
    {
        Assert.Equal(shown, Ages.Since(moment, Now));
    }
}
