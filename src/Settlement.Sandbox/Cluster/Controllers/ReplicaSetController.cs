using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>ReplicaSets: as many pods as wanted; those not ready, then the youngest, go first.</summary>
internal sealed class ReplicaSetController : ControllerLoop
{
    private readonly IKubernetes _client;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly OwnedPods _pods;

    public ReplicaSetController(IKubernetes client, ClusterWatches watches, EventRecorder events, TimeProvider time, ILogger log)
        : base("ReplicaSet", time, log)
    {
        (_client, _events, _time) = (client, events, time);
        _pods = new OwnedPods(client);
        OwnedPods.Trigger(watches.Pods, watches.ReplicaSets, "ReplicaSet", set => set.Spec.Selector, Enqueue);
    }

    protected override async Task<TimeSpan?> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        V1ReplicaSet set;
        try
        {
            set = await _client.AppsV1.ReadNamespacedReplicaSetAsync(key.Name, key.Namespace, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e))
        {
            return null;
        }

        var reference = OwnedPods.ReferenceTo(set, "apps/v1", "ReplicaSet");
        var owned = await _pods.ListAsync(set.Metadata, set.Spec.Selector, reference, _ => true, cancellationToken);
        var active = owned.Where(pod => pod.IsActive()).ToList();
        var excess = active.Count - (set.Spec.Replicas ?? 1);
        if (set.Metadata.DeletionTimestamp is null && excess < 0)
        {
            await CreateAsync(set, -excess, reference, cancellationToken);
        }
        else if (set.Metadata.DeletionTimestamp is null)
        {
            foreach (var pod in active.OrderBy(pod => pod.IsReady()).ThenByDescending(pod => pod.CreationTimestamp()).Take(excess))
            {
                await _pods.DeleteAsync(pod, cancellationToken);
                _events.Normal(ReferenceOf(set), "SuccessfulDelete", $"Deleted pod: {pod.Name()}");
            }
        }

        return await WriteStatusAsync(set, owned, active, cancellationToken);
    }

    private async Task CreateAsync(V1ReplicaSet set, int count, V1OwnerReference reference, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var metadata = new V1ObjectMeta { GenerateName = set.Name() + "-", NamespaceProperty = set.Namespace(), OwnerReferences = [reference] };
            await _pods.CreateAsync(set.Spec.Template, metadata, null, cancellationToken);
        }

        _events.Normal(ReferenceOf(set), "SuccessfulCreate", $"Created {count} pod(s)");
    }

    private async Task<TimeSpan?> WriteStatusAsync(V1ReplicaSet set, List<V1Pod> owned, List<V1Pod> active, CancellationToken cancellationToken)
    {
        TimeSpan? again = null;
        var now = _time.GetUtcNow();
        var status = new V1ReplicaSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = active.Count,
            FullyLabeledReplicas = active.Count(pod => (set.Spec.Template.Metadata?.Labels ?? new Dictionary<string, string>()).All(label => pod.Label(label.Key) == label.Value)),
            ReadyReplicas = active.Count(pod => pod.IsReady()),
            AvailableReplicas = active.Count(pod => pod.IsAvailable(set.Spec.MinReadySeconds, now, ref again)),
            TerminatingReplicas = owned.Count(pod => pod.IsTerminating() && !pod.IsOver()),
            Conditions = set.Status?.Conditions,
        };
        if (KubernetesJson.Serialize(status) != KubernetesJson.Serialize(set.Status ?? new V1ReplicaSetStatus()))
        {
            set.Status = status;
            await _client.AppsV1.ReplaceNamespacedReplicaSetStatusAsync(set, set.Name(), set.Namespace(), cancellationToken: cancellationToken);
        }

        return again;
    }

    private static V1ObjectReference ReferenceOf(V1ReplicaSet set) =>
        new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", NamespaceProperty = set.Namespace(), Name = set.Name(), Uid = set.Uid() };
}
