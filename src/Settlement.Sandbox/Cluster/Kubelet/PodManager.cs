using System.Collections.Concurrent;
using k8s.Models;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Kubelet;

// The sandbox's kubelet. It is a fake, to try and to test with, never to run anything of value on.
//
// What it does as a kubelet does: runs the containers of the pods bound to its node, each as a host process in its own session; environment from
// secrets, config maps and the pod; a service account token; probes; restarts with back-off; graceful and forced deletion; status, conditions, events;
// logs; init containers, one after another.
//
// What it does not do: isolate (processes see this machine's files, users, processes and network), pull images, mount volumes (volumes and mounts
// are ignored, working files go to the pod's folder), give names in DNS or addresses to services, limit resources, apply security contexts,
// run lifecycle hooks, sidecars (init containers with restartPolicy), ephemeral containers, gRPC and HTTPS probes, exec, attach or port-forward, evict under
// pressure, know quotas or priorities, keep a pod's processes alive beyond itself.

/// <summary>Turns what the API server says about the node's pods into workers, one per pod uid.</summary>
internal sealed class PodManager(KubeletServices node, Informer<V1Pod> pods)
{
    private readonly ConcurrentDictionary<ResourceKey, PodWorker> _workers = new();
    private readonly ConcurrentDictionary<Task, PodWorker> _running = new();
    private readonly Lock _gate = new();
    private bool _stopping;

    /// <summary>Follows the watch from now on; call before the watch runs.</summary>
    public void Attach()
    {
        pods.Subscribe(change =>
        {
            if (change.Change == ResourceChange.Deleted)
            {
                OnRemoved(change.Before ?? change.Resource);
            }
            else
            {
                OnChanged(change.Resource);
            }
        });
    }

    public ContainerLog? FindLog(ResourceKey pod, string container, bool previous) =>
        _workers.TryGetValue(pod, out var worker) ? worker.FindLog(container, previous) : null;

    /// <summary>Ends all processes; completes when none is left.</summary>
    public async Task StopAsync()
    {
        // Under the lock no pod can slip in between the look at the workers and the refusal of new ones.
        lock (_gate)
        {
            _stopping = true;
            foreach (var worker in _running.Values)
            {
                worker.Shutdown(node.Options.ShutdownGrace);
            }
        }

        await Task.WhenAll(_running.Keys);
    }

    private void OnChanged(V1Pod pod)
    {
        if (pod.Spec.NodeName != node.Options.NodeName)
        {
            return;
        }

        lock (_gate)
        {
            if (!_stopping)
            {
                StartOrUpdate(pod);
            }
        }
    }

    private void StartOrUpdate(V1Pod pod)
    {
        var key = ResourceKeys.Of(pod);
        if (_workers.TryGetValue(key, out var known) && known.Uid == pod.Metadata.Uid)
        {
            known.Update(pod);
            return;
        }

        known?.Gone();
        var worker = new PodWorker(node, pod);
        _workers[key] = worker;
        var run = worker.RunAsync(Task.WhenAll(_running.Values.Where(other => other.Key == key).Select(other => other.Dead)));
        _running[run] = worker;
        _ = ForgetAsync(run);
    }

    private void OnRemoved(V1Pod pod)
    {
        if (_workers.TryGetValue(ResourceKeys.Of(pod), out var worker) && worker.Uid == pod.Metadata.Uid)
        {
            worker.Gone();
            _workers.TryRemove(new(ResourceKeys.Of(pod), worker));
        }
    }

    // A worker's run ends with the removal of its pod or with the sandbox: nobody orders it about afterwards.
    private async Task ForgetAsync(Task run)
    {
        await run;
        if (_running.TryRemove(run, out var worker))
        {
            worker.Dispose();
        }
    }
}
