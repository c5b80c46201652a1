namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// The output of one run of a container: a file of lines "time text", rotated at a size limit with one rotated file kept. Readers follow by a pulse
/// instead of polling.
/// </summary>
internal sealed class ContainerLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _limit;
    private FileStream _file;
    private TaskCompletionSource _pulse = NewPulse();

    public ContainerLog(string path, long limit)
    {
        _path = path;
        _limit = limit;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = OpenForWriting();
    }

    /// <summary>Number of rotations so far.</summary>
    public int Rotations { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>Completes with the next write, rotation or end. Take it before reading, so that nothing falls between.</summary>
    public Task Pulse
    {
        get
        {
            lock (_gate)
            {
                return _pulse.Task;
            }
        }
    }

    /// <summary>Appends whole lines.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            if (IsComplete)
            {
                return;
            }

            if (_file.Length > 0 && _file.Length + lines.Length > _limit)
            {
                _file.Dispose();
                File.Move(_path, RotatedPath, overwrite: true);
                _file = OpenForWriting();
                Rotations++;
            }

            _file.Write(lines);
            Beat();
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            IsComplete = true;
            _file.Dispose();
            Beat();
        }
    }

    /// <summary>The files to read, oldest first, and the rotation they belong to.</summary>
    public (IReadOnlyList<LogFile> Files, int Rotations) Open()
    {
        lock (_gate)
        {
            var files = new List<LogFile>();
            if (Rotations > 0)
            {
                files.Add(OpenForReading(RotatedPath));
            }

            files.Add(OpenForReading(_path));
            return (files, Rotations);
        }
    }

    public void Delete()
    {
        Complete();
        File.Delete(_path);
        File.Delete(RotatedPath);
    }

    public void Dispose() => Complete();

    private string RotatedPath => _path + ".1";

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static LogFile OpenForReading(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    private FileStream OpenForWriting() => new(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void Beat()
    {
        _pulse.TrySetResult();
        _pulse = NewPulse();
    }
}
