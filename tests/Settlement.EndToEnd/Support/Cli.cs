using System.Diagnostics;
using Settlement.Sandbox.Services;

namespace Settlement.EndToEnd.Support;

/// <summary>The product's executable as people use it: the one that the pods run.</summary>
internal static class Cli
{
    /// <summary>Runs it to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(int expectedCode, params string[] arguments)
    {
        var start = new ProcessStartInfo(ProjectLayout.Find().RequireExecutable()) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Scenario.Token), process.StandardError.ReadToEndAsync(Scenario.Token));
        await process.WaitForExitAsync(Scenario.Token);
        Assert.True(process.ExitCode == expectedCode, $"settlement {string.Join(' ', arguments)} ended with code {process.ExitCode}: {await errors}{await output}");
        return await output;
    }
}
