using System.Globalization;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>
/// StatefulSets: stable names, both pod management policies, rolling update with partition, revisions, status. Not: volume claims, which the sandbox
/// has no storage for, and maxUnavailable, which is one.
/// </summary>
internal sealed class StatefulSetController : ControllerLoop
{
    public const string RevisionLabel = "controller-revision-hash";

    private readonly IKubernetes _client;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly OwnedPods _pods;
    private readonly StatefulSetRevisions _revisions;

    public StatefulSetController(IKubernetes client, ClusterWatches watches, EventRecorder events, TimeProvider time, ILogger log)
        : base("StatefulSet", time, log)
    {
        (_client, _events, _time) = (client, events, time);
        _pods = new OwnedPods(client);
        _revisions = new StatefulSetRevisions(client);
        OwnedPods.Trigger(watches.Pods, watches.StatefulSets, "StatefulSet", set => set.Spec.Selector, Enqueue);
    }

    protected override async Task<TimeSpan?> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        V1StatefulSet set;
        try
        {
            set = await _client.AppsV1.ReadNamespacedStatefulSetAsync(key.Name, key.Namespace, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e))
        {
            return null;
        }

        if (set.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var reference = OwnedPods.ReferenceTo(set, "apps/v1", "StatefulSet");
        var owned = await _pods.ListAsync(set.Metadata, set.Spec.Selector, reference, pod => OrdinalOf(set, pod) is not null, cancellationToken);
        var pods = owned.Where(pod => OrdinalOf(set, pod) is not null).ToDictionary(pod => OrdinalOf(set, pod)!.Value);
        var (update, all) = await _revisions.SyncAsync(set, cancellationToken);
        var current = all.FirstOrDefault(revision => revision.Name() == set.Status?.CurrentRevision) ?? update;

        var steps = StatefulSetPlan.Of(set.Spec, pods, update.Name(), current.Name(), _time.GetUtcNow());
        foreach (var pod in steps.Delete)
        {
            await _pods.DeleteAsync(pod, cancellationToken);
            _events.Normal(ReferenceOf(set), "SuccessfulDelete", $"delete Pod {pod.Name()} in StatefulSet {set.Name()} successful");
        }

        foreach (var (ordinal, newTemplate) in steps.Create)
        {
            await CreateAsync(set, ordinal, newTemplate ? update : current, reference, cancellationToken);
        }

        var again = await WriteStatusAsync(set, [.. pods.Values], update.Name(), current.Name(), cancellationToken);
        HashSet<string> inUse = [update.Name(), current.Name(), .. pods.Values.Select(pod => pod.Label(RevisionLabel) ?? "")];
        await _revisions.TrimAsync(set, all, inUse, cancellationToken);
        return again;
    }

    private async Task CreateAsync(V1StatefulSet set, int ordinal, V1ControllerRevision revision, V1OwnerReference reference, CancellationToken cancellationToken)
    {
        var name = $"{set.Name()}-{ordinal.ToString(CultureInfo.InvariantCulture)}";
        var metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = set.Namespace(),
            OwnerReferences = [reference],
            Labels = new Dictionary<string, string>
            {
                [RevisionLabel] = revision.Name(),
                ["statefulset.kubernetes.io/pod-name"] = name,
                ["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture),
            },
        };
        await _pods.CreateAsync(
            StatefulSetRevisions.TemplateOf(revision),
            metadata,
            spec =>
            {
                spec.Hostname = name;
                spec.Subdomain = set.Spec.ServiceName;
            },
            cancellationToken);
        _events.Normal(ReferenceOf(set), "SuccessfulCreate", $"create Pod {name} in StatefulSet {set.Name()} successful");
    }

    private async Task<TimeSpan?> WriteStatusAsync(V1StatefulSet set, List<V1Pod> pods, string update, string current, CancellationToken cancellationToken)
    {
        TimeSpan? again = null;
        var now = _time.GetUtcNow();
        var live = pods.Where(pod => !pod.IsTerminating()).ToList();
        var updated = live.Count(pod => pod.Label(RevisionLabel) == update);
        var ready = live.Count(pod => pod.IsReady());
        var finished = update != current && updated == pods.Count && pods.Count == (set.Spec.Replicas ?? 1) && ready == pods.Count;
        var status = new V1StatefulSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = pods.Count,
            ReadyReplicas = ready,
            AvailableReplicas = live.Count(pod => pod.IsAvailable(set.Spec.MinReadySeconds, now, ref again)),
            UpdatedReplicas = updated,
            CurrentReplicas = finished ? updated : live.Count(pod => pod.Label(RevisionLabel) == current),
            CurrentRevision = finished ? update : current,
            UpdateRevision = update,
            CollisionCount = 0,
            Conditions = set.Status?.Conditions,
        };
        if (KubernetesJson.Serialize(status) != KubernetesJson.Serialize(set.Status ?? new V1StatefulSetStatus()))
        {
            set.Status = status;
            await _client.AppsV1.ReplaceNamespacedStatefulSetStatusAsync(set, set.Name(), set.Namespace(), cancellationToken: cancellationToken);
        }

        return again;
    }

    private static int? OrdinalOf(V1StatefulSet set, V1Pod pod) =>
        pod.Name().StartsWith(set.Name() + "-", StringComparison.Ordinal)
        && int.TryParse(pod.Name().AsSpan(set.Name().Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal
            : null;

    private static V1ObjectReference ReferenceOf(V1StatefulSet set) =>
        new() { ApiVersion = "apps/v1", Kind = "StatefulSet", NamespaceProperty = set.Namespace(), Name = set.Name(), Uid = set.Uid() };
}
