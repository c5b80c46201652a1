using System.Globalization;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>The logs of a container's current and previous run; older ones are deleted.</summary>
internal sealed class ContainerLogs(string folder, long limit) : IDisposable
{
    private readonly Lock _gate = new();
    private ContainerLog? _current;
    private ContainerLog? _previous;

    public ContainerLog Begin(int run)
    {
        lock (_gate)
        {
            _previous?.Delete();
            _previous = _current;
            _current = new ContainerLog(Path.Combine(folder, run.ToString(CultureInfo.InvariantCulture) + ".log"), limit);
            return _current;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _current?.Dispose();
            _previous?.Dispose();
        }
    }

    public ContainerLog? Find(bool previous)
    {
        lock (_gate)
        {
            return previous ? _previous : _current;
        }
    }
}
