using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>What the server does by itself.</summary>
internal sealed class ClusterLoops : IAsyncDisposable
{
    private readonly NamespaceLoop? _namespaces;
    private readonly GarbageCollector? _collector;
    private readonly EventExpiry _events;

    private ClusterLoops(NamespaceLoop? namespaces, GarbageCollector? collector, EventExpiry events)
    {
        _namespaces = namespaces;
        _collector = collector;
        _events = events;
    }

    /// <summary>Begins. Before anybody but the seeds writes.</summary>
    public static ClusterLoops Start(IObjects objects, KubernetesServerOptions options, string caPem, ILogger logger)
    {
        var namespaces = options.NamespaceController ? new NamespaceLoop(objects, caPem, options.Time, logger) : null;
        namespaces?.Follow();
        var collector = options.GarbageCollection ? new GarbageCollector(objects, logger) : null;
        collector?.Follow();
        var events = new EventExpiry(objects, options.Time, logger);
        events.Follow();
        namespaces?.Start();
        collector?.Start();
        return new ClusterLoops(namespaces, collector, events);
    }

    public async ValueTask DisposeAsync()
    {
        _events.Dispose();
        await (_namespaces?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_collector?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
