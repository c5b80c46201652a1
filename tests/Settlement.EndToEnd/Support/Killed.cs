namespace Settlement.EndToEnd.Support;

/// <summary>What the API server says of processes that ended.</summary>
internal static class Killed
{
    /// <summary>The pod's container has ended with an exit code.</summary>
    public static Task EndedAsync(Scenario scenario, string pod, int exitCode) => Wait.UntilAsync(
        $"the container of {pod} ended with {exitCode}",
        Timeouts.ProcessLeft,
        async () => await scenario.PodAsync(pod) is not { } now
            || now.Status.ContainerStatuses?.Any(c => c.State?.Terminated?.ExitCode == exitCode || c.LastState?.Terminated?.ExitCode == exitCode) == true,
        scenario.DiagnoseAsync);

    /// <summary>A process has ended by itself with an exit code; the events about a pod outlive it.</summary>
    public static async Task ExitedAsync(Scenario scenario, string pod, int pid, int exitCode)
    {
        IReadOnlyList<string> ends = [];
        await Wait.UntilAsync(
            $"process {pid} of {pod} ended",
            Timeouts.ProcessLeft,
            async () => (ends = await scenario.EndsAsync(pod, pid)).Count > 0,
            scenario.DiagnoseAsync);
        Assert.EndsWith($"ended with exit code {exitCode}", Assert.Single(ends), StringComparison.Ordinal);
    }
}
