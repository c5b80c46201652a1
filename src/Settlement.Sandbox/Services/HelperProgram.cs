using System.Diagnostics;

namespace Settlement.Sandbox.Services;

/// <summary>What a short helper program said.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal readonly record struct HelperResult(int ExitCode, string Output, string Error);

/// <summary>Finds programs and runs short ones to their end.</summary>
internal static class HelperProgram
{
    /// <summary>The first executable of that name on the PATH; null where there is none.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(IsExecutable);

    /// <summary>Whether this is a file that may be run.</summary>
    public static bool IsExecutable(string path) =>
        File.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="timeout">After this it is killed.</param>
    /// <param name="environment">Variables set on top of the sandbox's own.</param>
    /// <param name="input">Written to its standard input; null: no input.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="SandboxException">It cannot be started, or took too long.</exception>
    public static async Task<HelperResult> RunAsync(
        IReadOnlyList<string> command,
        TimeSpan timeout,
        IReadOnlyDictionary<string, string?>? environment,
        string? input,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        using var process = StartOrExplain(start);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new HelperResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new SandboxException($"'{string.Join(' ', command)}' did not end within {timeout.TotalSeconds:0} s.");
        }
    }

    private static Process StartOrExplain(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new SandboxException($"Cannot start {start.FileName}: {failure.Message}.", failure);
        }
    }
}
