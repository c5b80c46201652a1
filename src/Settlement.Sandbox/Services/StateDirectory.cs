using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Services;

/// <summary>
/// The directory of one sandbox: its servers' data, its logs, and the list of what it started. One sandbox owns it at
/// a time. A sandbox that was killed cannot clean up; the next one in the same directory does, from that list.
/// </summary>
public sealed class StateDirectory : IAsyncDisposable
{
    private const string ProcessesFile = "processes.json";
    private const string LockFile = "lock";
    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly bool _created;
    private Started _started = new([], []);

    private StateDirectory(string path, FileStream @lock, bool created)
    {
        Root = path;
        _lock = @lock;
        _created = created;
    }

    /// <summary>What outlives this sandbox; null where nothing does.</summary>
    internal KeptWorld? Kept { get; private set; }

    /// <summary>Its absolute path.</summary>
    public string Root { get; }

    /// <summary>Where the servers' output goes.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Whether logs stay when it is closed; set after a failure that they explain.</summary>
    public bool KeepLogs { get; set; }

    /// <summary>Takes a directory, makes it where it is absent, and ends what a killed sandbox left in it.</summary>
    /// <param name="path">The directory; null for a new one under the system's temporary directory.</param>
    /// <param name="logger">Told about leftovers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting for leftovers to go.</param>
    /// <exception cref="SandboxException">Another sandbox has it, it cannot be written, or it holds a kept world.</exception>
    public static Task<StateDirectory> OpenAsync(string? path, ILogger logger, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(path, keep: false, logger, time, cancellationToken);

    /// <summary>Takes a directory whose data stay when it is closed and are found again when it is opened in this way once more.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="logger">Told about leftovers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting for leftovers to go.</param>
    /// <exception cref="SandboxException">Another sandbox has it, or it cannot be written.</exception>
    public static Task<StateDirectory> OpenKeptAsync(string path, ILogger logger, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(path, keep: true, logger, time, cancellationToken);

    private static async Task<StateDirectory> OpenAsync(string? path, bool keep, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var created = path is null || !Directory.Exists(path);
        var root = path is null ? Directory.CreateTempSubdirectory("settlement-sandbox-").FullName : Path.GetFullPath(path);
        Directory.CreateDirectory(root);
        var state = new StateDirectory(root, Lock(root), created);
        try
        {
            if (!keep && KeptWorld.IsIn(root))
                throw new SandboxException($"{root} holds a world that is kept: go on with it ('settlement-sandbox up --keep'), give another --state directory, or, to be rid of it, {KeptWorld.HowToRemove(root)}.");
            await state.EndLeftoversAsync(logger, time, cancellationToken);
            if (keep)
                state.Kept = KeptWorld.Open(root, logger);
            Directory.CreateDirectory(state.Logs);
            return state;
        }
        catch
        {
            await state._lock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Remembers a process, so that the next sandbox ends it where this one cannot.</summary>
    public void Remember(ProcessIdentity process) => Save(started => started with { Processes = [.. started.Processes, process] });

    /// <summary>Forgets a process that was ended.</summary>
    public void Forget(ProcessIdentity process) => Save(started => started with { Processes = [.. started.Processes.Where(p => p != process)] });

    /// <summary>Makes a directory for a server's data, removed when the sandbox closes unless its world is kept.</summary>
    /// <param name="name">Its name below the root.</param>
    public string NewDataDirectory(string name)
    {
        var directory = Path.Combine(Root, name);
        if (Kept is null)
            RememberDirectory(directory);
        Directory.CreateDirectory(directory);
        return directory;
    }

    /// <summary>Remembers a directory outside the root that is removed when the sandbox closes.</summary>
    public void RememberDirectory(string directory) =>
        Save(started => started with { Directories = [.. started.Directories.Where(d => d != directory), directory] });

    /// <summary>Removes the data, the list and, unless kept, the logs; and the directory where it was made here and is empty.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var directory in _started.Directories)
            DeleteDirectory(directory);
        File.Delete(Path.Combine(Root, ProcessesFile));
        if (!KeepLogs)
            DeleteDirectory(Logs);
        File.Delete(Path.Combine(Root, LockFile));
        if (_created && !Directory.EnumerateFileSystemEntries(Root).Any())
            Directory.Delete(Root);
        await _lock.DisposeAsync();
    }

    private static FileStream Lock(string root)
    {
        var file = Path.Combine(root, LockFile);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new SandboxException($"Another sandbox uses {root}: stop it, or give another --state directory.", taken);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SandboxException($"{root} cannot be written: give another --state directory.", denied);
        }
    }

    private static void DeleteDirectory(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    private async Task EndLeftoversAsync(ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Root, ProcessesFile);
        if (!File.Exists(file))
            return;
        var left = Read(file);
        foreach (var process in left.Processes.Where(process => process.IsAlive))
        {
            Log.EndingLeftover(logger, process.Name, process.Pid, Root);
            if (KeptWorld.IsIn(Root))
                await AskToLeaveAsync(process, time, cancellationToken);
            // The process too: its sandbox may have died before setsid had made the group.
            Posix.SignalProcess(process.Pid, Signal.Kill);
            Posix.SignalGroup(process.Pid, Signal.Kill);
            await Condition.WaitAsync(
                $"{process.Name} (process {process.Pid}), left by a killed sandbox, to go",
                Timeouts.Killed,
                _ => ValueTask.FromResult(!process.IsAlive),
                time,
                cancellationToken);
        }
        foreach (var directory in left.Directories)
            DeleteDirectory(directory);
        File.Delete(file);
    }

    // In order, for the data's sake: PostgreSQL takes its children along, and Kafka ends its session with the controller. Only PostgreSQL
    // is asked by SIGINT: Java does not listen to it where a shell has put the sandbox into the background.
    private static async Task AskToLeaveAsync(ProcessIdentity process, TimeProvider time, CancellationToken cancellationToken)
    {
        Posix.SignalProcess(process.Pid, process.Name == PostgresServer.ProcessName ? Signal.Interrupt : Signal.Terminate);
        try
        {
            await Condition.WaitAsync($"{process.Name} to leave", Timeouts.LeftoverStop, _ => ValueTask.FromResult(!process.IsAlive), time, cancellationToken);
        }
        catch (SandboxException)
        {
            // Not in time: killed by the caller.
        }
    }

    private static Started Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Started>(File.ReadAllText(file)) ?? new Started([], []);
        }
        catch (JsonException damaged)
        {
            throw new SandboxException($"{file} is damaged, so leftovers cannot be told from strangers: end them by hand and delete the file.", damaged);
        }
    }

    private void Save(Func<Started, Started> change)
    {
        lock (_gate)
        {
            _started = change(_started);
            var file = Path.Combine(Root, ProcessesFile);
            // By rename, so that a kill in the middle leaves the old list or the new one.
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(_started));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    private sealed record Started(IReadOnlyList<ProcessIdentity> Processes, IReadOnlyList<string> Directories);
}
