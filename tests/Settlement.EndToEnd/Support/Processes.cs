using System.Diagnostics;
using System.Globalization;

namespace Settlement.EndToEnd.Support;

/// <summary>The processes behind pods.</summary>
internal static class Processes
{
    /// <summary>The process of a pod's container.</summary>
    public static async Task<int> PidAsync(Scenario scenario, string pod)
    {
        var status = (await scenario.PodAsync(pod))!.Status.ContainerStatuses.Single();
        Assert.StartsWith("process://", status.ContainerID, StringComparison.Ordinal);
        return int.Parse(status.ContainerID["process://".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a process has stopped itself.</summary>
    public static Task StoppedAsync(Scenario scenario, int pid) =>
        Wait.UntilAsync($"process {pid} is stopped", Timeouts.Published, () => IsStoppedAsync(pid), scenario.DiagnoseAsync);

    /// <summary>Lets a stopped process go on.</summary>
    public static async Task ContinueAsync(int pid)
    {
        Assert.True(await IsStoppedAsync(pid), $"process {pid} is not stopped");
        using var kill = Process.Start("kill", ["-CONT", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Scenario.Token);
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task<bool> IsStoppedAsync(int pid) =>
        (await File.ReadAllTextAsync($"/proc/{pid}/status", Scenario.Token)).Contains("State:\tT", StringComparison.Ordinal);
}
