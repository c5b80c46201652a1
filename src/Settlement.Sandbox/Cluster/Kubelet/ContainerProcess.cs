using System.Diagnostics;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>How a container's process ended.</summary>
/// <param name="ExitCode">The exit code; 128 + n after signal n, as container runtimes report it.</param>
/// <param name="FinishedAt">When its end was noticed.</param>
internal readonly record struct ContainerExit(int ExitCode, DateTimeOffset FinishedAt)
{
    /// <summary>The signal that ended the process, or null when it ended by itself.</summary>
    public int? Signal => ExitCode is > 128 and <= 128 + 64 ? ExitCode - 128 : null;
}

/// <summary>What to run: the words of the command, its folder, and its whole environment.</summary>
internal sealed record ContainerCommand(IReadOnlyList<string> Words, string Folder, IReadOnlyDictionary<string, string> Environment);

/// <summary>
/// A container: one host process that leads its own session and process group. setsid and sh replace themselves (exec), so the pid is that of the
/// command, and standard output and error are one pipe that keeps their order. When the leader ends, the rest of its group is killed, as with the
/// first process of a real container.
/// </summary>
internal sealed class ContainerProcess : IDisposable
{
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly CancellationTokenSource _outputEnds = new();

    private ContainerProcess(Process process, ContainerLog log, ProcessRecords records, TimeProvider time)
    {
        _process = process;
        Pid = process.Id;
        StartedAt = time.GetUtcNow();
        records.Add(Pid);
        var output = LogPump.RunAsync(process.StandardOutput.BaseStream, log, time, _outputEnds.Token);
        Exited = WaitAsync(output, log, records, time);
    }

    public int Pid { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Completes when the process is reaped, its group is dead, and its output is in the log.</summary>
    public Task<ContainerExit> Exited { get; }

    /// <exception cref="System.ComponentModel.Win32Exception">The launcher cannot be started. A missing command is exit code 127 instead.</exception>
    public static ContainerProcess Start(ContainerCommand command, ContainerLog log, ProcessRecords records, TimeProvider time)
    {
        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", "exec \"$@\" 2>&1", "sh", .. command.Words])
        {
            WorkingDirectory = command.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Start();
        process.StandardInput.Close();
        return new ContainerProcess(process, log, records, time);
    }

    /// <summary>Signals the whole group; false when it has ended already.</summary>
    public bool Signal(int signal) => !Exited.IsCompleted && HostProcesses.SignalGroup(Pid, signal);

    public void Dispose()
    {
        _outputEnds.Dispose();
        _process.Dispose();
    }

    private async Task<ContainerExit> WaitAsync(Task output, ContainerLog log, ProcessRecords records, TimeProvider time)
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        var exit = new ContainerExit(_process.ExitCode, time.GetUtcNow());
        await HostProcesses.EndGroupAsync(Pid, time);
        records.Remove(Pid);

        // A descendant that left the group may keep the pipe open for ever; it does not keep the container.
        _outputEnds.CancelAfter(OutputPatience);
        await output;
        log.Complete();
        return exit;
    }
}
