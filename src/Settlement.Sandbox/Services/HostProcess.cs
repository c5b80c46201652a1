using System.Diagnostics;

namespace Settlement.Sandbox.Services;

/// <summary>What to start, and where its output goes.</summary>
internal sealed record HostProcessOptions
{
    /// <summary>What the process is to the sandbox; used in messages and as the log file's name.</summary>
    public required string Name { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>File that its output is appended to.</summary>
    public required string LogFile { get; init; }

    /// <summary>Working directory.</summary>
    public required string Directory { get; init; }

    /// <summary>Variables that are set, or removed where null, on top of the sandbox's own environment.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}

/// <summary>
/// A program that the sandbox runs beside itself: in a session and process group of its own, so that a Ctrl-C in the
/// terminal reaches the sandbox alone and it can stop its servers in order; with its output in a file, so that it
/// neither blocks nor dies when the sandbox does.
/// </summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly HostProcessOptions _options;
    private readonly Process _process;
    private bool _groupKilled;

    private HostProcess(HostProcessOptions options, Process process, ProcessIdentity identity)
    {
        _options = options;
        _process = process;
        Identity = identity;
    }

    /// <summary>Who it is.</summary>
    public ProcessIdentity Identity { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended; only after it has.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program.</summary>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public static HostProcess Start(HostProcessOptions options)
    {
        // The shell only redirects, then setsid and the program take its place: the number stays the same throughout.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", options.LogFile },
            WorkingDirectory = options.Directory,
            UseShellExecute = false,
        };
        foreach (var argument in options.Command)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new SandboxException($"Cannot start {options.Name} ({options.Command[0]}): {failure.Message}.", failure);
        }
        var identity = ProcessIdentity.Read(options.Name, process.Id)
            ?? new ProcessIdentity(options.Name, process.Id, StartTicks: -1, BootId: "");
        return new HostProcess(options, process, identity);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>The error for a process that ended although it should run, with the last lines of its output.</summary>
    public SandboxException Failure(string what) =>
        new($"{what} Last lines of {_options.LogFile}:{System.Environment.NewLine}{LastLines(20)}");

    /// <summary>The last lines of its output.</summary>
    public string LastLines(int count) =>
        File.Exists(_options.LogFile)
            ? string.Join(System.Environment.NewLine, File.ReadLines(_options.LogFile).TakeLast(count).Select(line => "    " + line))
            : "    (no output)";

    /// <summary>Asks it to leave; kills its whole group where it does not in time. Safe to call twice.</summary>
    /// <param name="request">The signal that asks.</param>
    /// <param name="grace">How long it may take.</param>
    /// <param name="time">The clock.</param>
    public async Task StopAsync(Signal request, TimeSpan grace, TimeProvider time)
    {
        if (!_process.HasExited)
        {
            Posix.SignalProcess(Identity.Pid, request);
            using var patience = new CancellationTokenSource(grace, time);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Not in time: killed below.
            }
        }
        await KillAsync();
    }

    /// <summary>Kills it and its group.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task KillAsync()
    {
        if (_groupKilled)
            return;
        // Once only: after the last member is gone, the number may belong to somebody else.
        _groupKilled = true;
        // The process too, for the moment before setsid has made the group.
        if (!_process.HasExited)
            Posix.SignalProcess(Identity.Pid, Signal.Kill);
        Posix.SignalGroup(Identity.Pid, Signal.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
    }
}
