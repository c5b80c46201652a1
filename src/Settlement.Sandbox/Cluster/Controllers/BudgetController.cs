using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>
/// PodDisruptionBudgets: keeps the status that evictions go by. An eviction writes the pod into disruptedPods itself; the pod counts as unhealthy from then
/// until it is gone, or for two minutes if its deletion never comes. An entry has the pod's name alone, which a StatefulSet gives to the replacement too, so
/// it counts only for a pod that is older than the entry.
/// </summary>
internal sealed class BudgetController : ControllerLoop
{
    private static readonly TimeSpan DeletionPatience = TimeSpan.FromMinutes(2);

    // Times in the API are whole seconds: of the same second, the pod may be the one that was evicted or its replacement. A deletion follows its entry at once.
    private static readonly TimeSpan SameSecondPatience = TimeSpan.FromSeconds(2);

    private readonly IKubernetes _client;
    private readonly TimeProvider _time;

    public BudgetController(IKubernetes client, ClusterWatches watches, TimeProvider time, ILogger log)
        : base("PodDisruptionBudget", time, log)
    {
        (_client, _time) = (client, time);
        watches.Budgets.Subscribe(change => Enqueue(ResourceKeys.Of(change.Resource)));
        watches.Pods.Subscribe(change => EnqueueAll(watches.Budgets, change.Resource.Namespace()));
        watches.StatefulSets.Subscribe(change => EnqueueAll(watches.Budgets, change.Resource.Namespace()));
        watches.ReplicaSets.Subscribe(change => EnqueueAll(watches.Budgets, change.Resource.Namespace()));
    }

    protected override async Task<TimeSpan?> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        V1PodDisruptionBudget budget;
        try
        {
            budget = await _client.PolicyV1.ReadNamespacedPodDisruptionBudgetAsync(key.Name, key.Namespace, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e))
        {
            return null;
        }

        var pods = (await _client.CoreV1.ListNamespacedPodAsync(key.Namespace, cancellationToken: cancellationToken)).Items
            .Where(pod => !pod.IsOver() && budget.Spec.Selector.Selects(pod.Metadata.Labels))
            .ToList();
        var (expected, desired) = await ExpectedAsync(budget, pods, cancellationToken);
        var (disrupted, patience) = StillDisrupted(budget, pods);
        var healthy = pods.Count(pod => pod.IsReady() && !pod.IsTerminating() && !disrupted.ContainsKey(pod.Name()));
        var allowed = expected == 0 ? 0 : Math.Max(0, healthy - desired);
        var status = new V1PodDisruptionBudgetStatus
        {
            ObservedGeneration = budget.Metadata.Generation,
            ExpectedPods = expected,
            DesiredHealthy = desired,
            CurrentHealthy = healthy,
            DisruptionsAllowed = allowed,
            DisruptedPods = disrupted.Count == 0 ? null : disrupted,
            Conditions = [Condition(budget, allowed > 0)],
        };
        if (KubernetesJson.Serialize(status) != KubernetesJson.Serialize(budget.Status ?? new V1PodDisruptionBudgetStatus()))
        {
            // With the version that was read: an eviction that comes between makes this a conflict, not a lost disruption.
            budget.Status = status;
            await _client.PolicyV1.ReplaceNamespacedPodDisruptionBudgetStatusAsync(budget, key.Name, key.Namespace, cancellationToken: cancellationToken);
        }

        return patience;
    }

    // The entries that still count, and when the first of them ceases to.
    private (Dictionary<string, DateTime?> Disrupted, TimeSpan? Patience) StillDisrupted(V1PodDisruptionBudget budget, List<V1Pod> pods)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        Dictionary<string, DateTime?> disrupted = [];
        TimeSpan? patience = null;
        foreach (var (name, entered) in budget.Status?.DisruptedPods ?? new Dictionary<string, DateTime?>())
        {
            if (entered?.ToUniversalTime() is { } since
                && pods.Find(pod => pod.Name() == name && !pod.IsTerminating())?.CreationTimestamp()?.ToUniversalTime() is { } created && created <= since
                && since + (created == since ? SameSecondPatience : DeletionPatience) - now is { } left && left > TimeSpan.Zero)
            {
                disrupted.Add(name, since);
                patience = patience < left ? patience : left;
            }
        }

        return (disrupted, patience);
    }

    private async Task<(int Expected, int Desired)> ExpectedAsync(V1PodDisruptionBudget budget, List<V1Pod> pods, CancellationToken cancellationToken)
    {
        if (budget.Spec.MaxUnavailable is { } unavailable)
        {
            var scale = await ScaleAsync(pods, cancellationToken);
            return (scale, Math.Max(0, scale - unavailable.Of(scale, roundUp: true)));
        }

        var available = budget.Spec.MinAvailable ?? "1";
        var expected = available.IsPercent() ? await ScaleAsync(pods, cancellationToken) : pods.Count;
        return (expected, available.Of(expected, roundUp: true));
    }

    // The sizes that the pods' controllers are meant to have; pods without one count for themselves.
    private async Task<int> ScaleAsync(List<V1Pod> pods, CancellationToken cancellationToken)
    {
        var total = pods.Count(pod => OwnedPods.ControllerOf(pod) is null);
        foreach (var group in pods.Where(pod => OwnedPods.ControllerOf(pod) is not null).GroupBy(pod => OwnedPods.ControllerOf(pod)!.Uid))
        {
            var (owner, space) = (OwnedPods.ControllerOf(group.First())!, group.First().Namespace());
            try
            {
                total += owner.Kind switch
                {
                    "StatefulSet" => (await _client.AppsV1.ReadNamespacedStatefulSetAsync(owner.Name, space, cancellationToken: cancellationToken)).Spec.Replicas ?? 1,
                    "ReplicaSet" => (await _client.AppsV1.ReadNamespacedReplicaSetAsync(owner.Name, space, cancellationToken: cancellationToken)).Spec.Replicas ?? 1,
                    _ => group.Count(),
                };
            }
            catch (Exception e) when (ApiErrors.IsNotFound(e))
            {
                // The owner is gone and wants nothing any more.
                continue;
            }
        }

        return total;
    }

    private V1Condition Condition(V1PodDisruptionBudget budget, bool allowed)
    {
        var status = allowed ? "True" : "False";
        var known = budget.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "DisruptionAllowed");
        if (known is not null && known.Status == status && known.ObservedGeneration == budget.Metadata.Generation)
        {
            return known;
        }

        return new V1Condition
        {
            Type = "DisruptionAllowed",
            Status = status,
            Reason = allowed ? "SufficientPods" : "InsufficientPods",
            Message = "",
            ObservedGeneration = budget.Metadata.Generation,
            LastTransitionTime = known?.Status == status ? known.LastTransitionTime : _time.GetUtcNow().UtcDateTime,
        };
    }

    private void EnqueueAll(Informer<V1PodDisruptionBudget> budgets, string space)
    {
        foreach (var budget in budgets.Items.Where(budget => budget.Namespace() == space))
        {
            Enqueue(ResourceKeys.Of(budget));
        }
    }
}
