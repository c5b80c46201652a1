using System.Diagnostics;

namespace Settlement.EndToEnd.Support;

/// <summary>Signals to the processes behind pods.</summary>
internal static class Processes
{
    /// <summary>Lets a stopped process go on.</summary>
    public static async Task ContinueAsync(Scenario scenario, string pod)
    {
        var status = (await scenario.PodAsync(pod))!.Status.ContainerStatuses.Single();
        Assert.StartsWith("process://", status.ContainerID, StringComparison.Ordinal);
        var pid = status.ContainerID["process://".Length..];
        Assert.Contains("State:\tT", await File.ReadAllTextAsync($"/proc/{pid}/status", Scenario.Token), StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-CONT", pid]);
        await kill.WaitForExitAsync(Scenario.Token);
        Assert.Equal(0, kill.ExitCode);
    }
}
