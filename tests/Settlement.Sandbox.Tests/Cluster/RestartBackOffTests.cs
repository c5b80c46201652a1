using Settlement.Sandbox.Cluster.Kubelet;

namespace Settlement.Sandbox.Tests.Cluster;

public sealed class RestartBackOffTests
{
    [Fact]
    public void First_restart_is_at_once_then_waits_double_up_to_the_limit_and_a_long_run_starts_over()
    {
        var backOff = new RestartBackOff(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(700), TimeSpan.FromSeconds(30));

        double[] waits = [.. new[] { 1, 1, 1, 1, 1, 30, 1 }.Select(seconds => backOff.Next(TimeSpan.FromSeconds(seconds)).TotalMilliseconds)];

        Assert.Equal([0, 200, 400, 700, 700, 0, 200], waits);
    }
}
