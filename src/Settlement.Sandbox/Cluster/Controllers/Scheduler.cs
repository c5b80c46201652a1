using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>
/// Binds every pod without a node to the one node there is, unless it is cordoned. Knows no resources, selectors, affinity, taints or other schedulers
/// than the default one.
/// </summary>
internal sealed class Scheduler : ControllerLoop
{
    private readonly IKubernetes _client;
    private readonly Informer<V1Pod> _pods;
    private readonly Informer<V1Node> _nodes;
    private readonly string _node;
    private readonly EventRecorder _events;

    public Scheduler(IKubernetes client, Informer<V1Pod> pods, Informer<V1Node> nodes, string node, EventRecorder events, TimeProvider time, ILogger log)
        : base("Scheduler", time, log)
    {
        (_client, _pods, _nodes, _node, _events) = (client, pods, nodes, node, events);
        pods.Subscribe(change => EnqueueIfPending(change.Resource));
        nodes.Subscribe(_ =>
        {
            foreach (var pod in pods.Items)
            {
                EnqueueIfPending(pod);
            }
        });
    }

    protected override async Task<TimeSpan?> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        if (_pods.Find(key) is not { } pod || !IsPending(pod) || _nodes.Find(new ResourceKey("", _node)) is not { } node)
        {
            return null;
        }

        if (node.Spec?.Unschedulable == true)
        {
            await ReportUnschedulableAsync(pod, cancellationToken);
            return null;
        }

        try
        {
            await _client.CoreV1.CreateNamespacedPodBindingAsync(
                new V1Binding
                {
                    Metadata = new V1ObjectMeta { Name = key.Name, NamespaceProperty = key.Namespace, Uid = pod.Metadata.Uid },
                    Target = new V1ObjectReference { ApiVersion = "v1", Kind = "Node", Name = _node },
                },
                key.Name,
                key.Namespace,
                cancellationToken: cancellationToken);
            _events.Normal(Kubelet.PodReference.Of(pod), "Scheduled", $"Successfully assigned {key} to {_node}");
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e) || ApiErrors.IsConflict(e))
        {
            // Gone, replaced, or bound already: the watch has news about it.
            return null;
        }

        return null;
    }

    private static bool IsPending(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.NodeName)
        && pod.Metadata.DeletionTimestamp is null
        && pod.Status?.Phase is not ("Succeeded" or "Failed")
        && (pod.Spec.SchedulerName is null or "default-scheduler")
        && (pod.Spec.SchedulingGates?.Count ?? 0) == 0;

    private void EnqueueIfPending(V1Pod pod)
    {
        if (IsPending(pod))
        {
            Enqueue(ResourceKeys.Of(pod));
        }
    }

    private async Task ReportUnschedulableAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        const string Message = "0/1 nodes are available: 1 node(s) were unschedulable.";
        if (pod.Status?.Conditions?.Any(condition => condition is { Type: "PodScheduled", Status: "False" }) == true)
        {
            return;
        }

        var patch = new { status = new { conditions = new[] { new { type = "PodScheduled", status = "False", reason = "Unschedulable", message = Message } } } };
        await _client.CoreV1.PatchNamespacedPodStatusAsync(
            new V1Patch(patch, V1Patch.PatchType.StrategicMergePatch), pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);
        _events.Warning(Kubelet.PodReference.Of(pod), "FailedScheduling", Message);
    }
}
