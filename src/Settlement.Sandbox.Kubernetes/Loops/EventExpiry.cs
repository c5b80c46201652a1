using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>Events go an hour after they were last written.</summary>
internal sealed class EventExpiry : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, long> _written = [];
    private readonly IObjects _objects;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ITimer? _timer;

    public EventExpiry(IObjects objects, TimeProvider time, ILogger logger)
    {
        _objects = objects;
        _time = time;
        _logger = logger;
    }

    /// <summary>Follows the changes from now on; events that are there already are taken as written now.</summary>
    public void Follow()
    {
        _objects.Observe(See);
        var type = _objects.Catalog.Get("", "events");
        var there = _objects.List(type, "");
        lock (_lock)
        {
            foreach (var value in there)
            {
                _written.TryAdd(new ObjectKey(type.Resource, value.Namespace(), value.Name()), _time.GetTimestamp());
            }
        }

        _timer = _time.CreateTimer(_ => Expire(), null, Pause, Pause);
    }

    public void Dispose() => _timer?.Dispose();

    private void See(StoredEvent change)
    {
        if (change.Object.Key.Resource is not { Group: "", Resource: "events" })
        {
            return;
        }

        lock (_lock)
        {
            if (change.Kind == ChangeKind.Deleted)
            {
                _written.Remove(change.Object.Key);
            }
            else
            {
                _written[change.Object.Key] = _time.GetTimestamp();
            }
        }
    }

    private void Expire()
    {
        ObjectKey[] old;
        lock (_lock)
        {
            old = [.. _written.Where(pair => _time.GetElapsedTime(pair.Value) >= Lifetime).Select(pair => pair.Key)];
        }

        foreach (var key in old)
        {
            try
            {
                _objects.Delete(_objects.Catalog.Get("", "events"), key.Namespace, key.Name, new DeleteOptions());
            }
            catch (Errors.StatusException refusal)
            {
                Log.LoopRefused(_logger, $"expiring event {key.Namespace}/{key.Name}", refusal.Message);
            }
        }
    }
}
