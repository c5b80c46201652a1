using System.Diagnostics;
using Settlement.Tests.Processes;

namespace Settlement.Operator.Tests.Support;

/// <summary>What a process said and how it ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors);

/// <summary>The built executable, run as a process of its own.</summary>
internal static class Executable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Starts it with nothing of the surroundings' SETTLEMENT_ variables but the given ones.</summary>
    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(SettlementExecutable.Path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(static n => n.StartsWith("SETTLEMENT_", StringComparison.Ordinal) || n.StartsWith("POD_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(IReadOnlyDictionary<string, string>? variables, params string[] arguments)
    {
        using var process = Start(arguments, variables);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"settlement {string.Join(' ', arguments)} did not end within {Timeout.TotalSeconds} s");
        }

        return new Ended(process.ExitCode, await output, await errors);
    }
}
