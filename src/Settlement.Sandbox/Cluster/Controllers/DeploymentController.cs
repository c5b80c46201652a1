using System.Globalization;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>
/// Deployments: one ReplicaSet per template; Recreate and RollingUpdate. Simpler than the real one: old ReplicaSets shrink oldest first without regard to
/// the proportions between them, and there is no progress deadline.
/// </summary>
internal sealed class DeploymentController : ControllerLoop
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    private readonly IKubernetes _client;
    private readonly EventRecorder _events;
    private readonly DeploymentStatus _status;

    public DeploymentController(IKubernetes client, ClusterWatches watches, EventRecorder events, TimeProvider time, ILogger log)
        : base("Deployment", time, log)
    {
        (_client, _events) = (client, events);
        _status = new DeploymentStatus(client, time);
        watches.Deployments.Subscribe(change => Enqueue(ResourceKeys.Of(change.Resource)));
        watches.ReplicaSets.Subscribe(change =>
        {
            if (OwnedPods.ControllerOf(change.Resource) is { Kind: "Deployment" } owner)
            {
                Enqueue(new ResourceKey(change.Resource.Namespace(), owner.Name));
            }
        });
    }

    protected override async Task<TimeSpan?> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        V1Deployment deployment;
        try
        {
            deployment = await _client.AppsV1.ReadNamespacedDeploymentAsync(key.Name, key.Namespace, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e))
        {
            return null;
        }

        if (deployment.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var sets = (await _client.AppsV1.ListNamespacedReplicaSetAsync(key.Namespace, cancellationToken: cancellationToken)).Items
            .Where(set => OwnedPods.ControllerOf(set)?.Uid == deployment.Uid())
            .OrderBy(RevisionOf)
            .ToList();
        var hash = TemplateHash.Of(deployment.Spec.Template);
        var current = sets.FirstOrDefault(set => set.Metadata.Labels?[HashLabel] == hash);
        var old = sets.Where(set => set != current).ToList();
        if (deployment.Spec.Paused != true)
        {
            current = await CurrentSetAsync(deployment, current, old, hash, cancellationToken);
            await RollAsync(deployment, current, old, cancellationToken);
            await TrimAsync(deployment, old, cancellationToken);
        }

        await _status.WriteAsync(deployment, current, old, cancellationToken);
        return null;
    }

    private static long RevisionOf(V1ReplicaSet set) =>
        set.Metadata.Annotations?.TryGetValue(RevisionAnnotation, out var text) == true ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    private async Task<V1ReplicaSet> CurrentSetAsync(V1Deployment deployment, V1ReplicaSet? current, List<V1ReplicaSet> old, string hash, CancellationToken cancellationToken)
    {
        var revision = (old.Select(RevisionOf).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);
        if (current is null)
        {
            current = await _client.AppsV1.CreateNamespacedReplicaSetAsync(NewSet(deployment, hash, revision), deployment.Namespace(), cancellationToken: cancellationToken);
        }
        else if (RevisionOf(current) < long.Parse(revision, CultureInfo.InvariantCulture))
        {
            // An old template is wanted again.
            current.Metadata.Annotations = new Dictionary<string, string>(current.Metadata.Annotations ?? new Dictionary<string, string>()) { [RevisionAnnotation] = revision };
            current = await _client.AppsV1.ReplaceNamespacedReplicaSetAsync(current, current.Name(), current.Namespace(), cancellationToken: cancellationToken);
        }

        var number = RevisionOf(current).ToString(CultureInfo.InvariantCulture);
        if (deployment.Metadata.Annotations?.TryGetValue(RevisionAnnotation, out var shown) != true || shown != number)
        {
            var patch = new { metadata = new { annotations = new Dictionary<string, string> { [RevisionAnnotation] = number } } };
            var patched = await _client.AppsV1.PatchNamespacedDeploymentAsync(
                new V1Patch(patch, V1Patch.PatchType.MergePatch), deployment.Name(), deployment.Namespace(), cancellationToken: cancellationToken);
            deployment.Metadata = patched.Metadata;
        }

        return current;
    }

    private static V1ReplicaSet NewSet(V1Deployment deployment, string hash, string revision)
    {
        var template = KubernetesJson.Deserialize<V1PodTemplateSpec>(KubernetesJson.Serialize(deployment.Spec.Template));
        template.Metadata ??= new V1ObjectMeta();
        template.Metadata.Labels = new Dictionary<string, string>(template.Metadata.Labels ?? new Dictionary<string, string>()) { [HashLabel] = hash };
        return new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{deployment.Name()}-{hash}",
                Labels = template.Metadata.Labels,
                Annotations = new Dictionary<string, string> { [RevisionAnnotation] = revision },
                OwnerReferences = [OwnedPods.ReferenceTo(deployment, "apps/v1", "Deployment")],
            },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = 0,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Template = template,
                Selector = new V1LabelSelector
                {
                    MatchExpressions = deployment.Spec.Selector.MatchExpressions,
                    MatchLabels = new Dictionary<string, string>(deployment.Spec.Selector.MatchLabels ?? new Dictionary<string, string>()) { [HashLabel] = hash },
                },
            },
        };
    }

    private async Task RollAsync(V1Deployment deployment, V1ReplicaSet current, List<V1ReplicaSet> old, CancellationToken cancellationToken)
    {
        var steps = DeploymentPlan.Of(deployment.Spec, current, old);
        foreach (var (set, replicas) in steps)
        {
            var patch = new { spec = new { replicas } };
            await _client.AppsV1.PatchNamespacedReplicaSetAsync(
                new V1Patch(patch, V1Patch.PatchType.MergePatch), set.Name(), set.Namespace(), cancellationToken: cancellationToken);
            _events.Normal(
                new V1ObjectReference { ApiVersion = "apps/v1", Kind = "Deployment", NamespaceProperty = deployment.Namespace(), Name = deployment.Name(), Uid = deployment.Uid() },
                "ScalingReplicaSet",
                $"Scaled replica set {set.Name()} from {set.Spec.Replicas ?? 1} to {replicas}");
        }
    }

    private async Task TrimAsync(V1Deployment deployment, List<V1ReplicaSet> old, CancellationToken cancellationToken)
    {
        var empty = old.Where(set => set.Spec.Replicas == 0 && set.Status?.Replicas == 0).ToList();
        foreach (var set in empty.Take(Math.Max(0, empty.Count - (deployment.Spec.RevisionHistoryLimit ?? 10))))
        {
            await _client.AppsV1.DeleteNamespacedReplicaSetAsync(set.Name(), set.Namespace(), cancellationToken: cancellationToken);
        }
    }
}
