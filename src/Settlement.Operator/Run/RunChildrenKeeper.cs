using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Kubernetes.Watch;

namespace Settlement.Operator.Run;

/// <summary>Makes what belongs to a run, keeps it so, and tells what is there.</summary>
/// <param name="cluster">Copies and clients of all kinds involved.</param>
/// <param name="defaults">What settlers get from the operator.</param>
/// <param name="logger">Log.</param>
internal sealed class RunChildrenKeeper(ClusterView cluster, SettlerDefaults defaults, ILogger<RunChildrenKeeper> logger)
{
    /// <summary>Applies each object that is absent or differs. The workload comes last, so that its pods find their rights.</summary>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public async Task ApplyAsync(SettlementRun run, CancellationToken cancellationToken)
    {
        var isOver = run.Status?.Phase is RunPhase.Published or RunPhase.Failed;
        await ApplyAsync(cluster.ServiceAccounts, SettlerAccess.ServiceAccount(run), cancellationToken).ConfigureAwait(false);
        await ApplyAsync(cluster.Roles, SettlerAccess.Role(run), cancellationToken).ConfigureAwait(false);
        await ApplyAsync(cluster.RoleBindings, SettlerAccess.RoleBinding(run), cancellationToken).ConfigureAwait(false);
        await ApplyAsync(cluster.Leases, SettlerAccess.Lease(run), cancellationToken).ConfigureAwait(false);
        await ApplyAsync(cluster.Services, SettlerManifests.Service(run), cancellationToken).ConfigureAwait(false);
        await ApplyAsync(cluster.DisruptionBudgets, SettlerManifests.DisruptionBudget(run), cancellationToken).ConfigureAwait(false);
        await ApplyAsync(cluster.StatefulSets, SettlerManifests.StatefulSet(run, defaults, isOver ? 0 : run.Spec.Settlers), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What exists for a run.</summary>
    public RunChildren Observe(SettlementRun run)
    {
        var @namespace = run.Metadata.NamespaceProperty;
        var pods = cluster.Pods.Informer.Items
            .Where(pod => pod.Metadata.NamespaceProperty == @namespace && pod.Metadata.Labels?.TryGetValue(RunNames.RunLabel, out var owner) == true && owner == run.Metadata.Name)
            .ToList();
        return new RunChildren(
            cluster.StatefulSets.Informer.Find(new ResourceKey(@namespace, RunNames.Settler(run.Metadata.Name))) is not null,
            pods.Select(pod => pod.Metadata.Name).ToHashSet(),
            [.. pods.Select(PodTrouble.Of).OfType<PodTrouble>()]);
    }

    /// <summary>
    /// Pods that exist, among those in <paramref name="known"/> and those that have an entry in the status. A settler may show itself before the copy of pods knows its pod,
    /// so absence is confirmed by the API server.
    /// </summary>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public async Task<IReadOnlySet<string>> ConfirmAsync(SettlementRun run, IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var existing = known.ToHashSet();
        foreach (var pod in run.Status?.Members?.Keys.Where(pod => !known.Contains(pod)) ?? [])
        {
            if (await cluster.Pods.Client.GetAsync(run.Metadata.NamespaceProperty, pod, cancellationToken).ConfigureAwait(false) is not null) existing.Add(pod);
        }

        return existing;
    }

    private async Task ApplyAsync<T>(KindView<T> kind, T wanted, CancellationToken cancellationToken) where T : class, IKubernetesObject<V1ObjectMeta>
    {
        wanted.ApiVersion = Kinds.ApiVersion<T>();
        wanted.Kind = Kinds.Kind<T>();
        var key = new ResourceKey(wanted.Metadata.NamespaceProperty, wanted.Metadata.Name);
        if (kind.Informer.Find(key) is { } actual && ManifestComparison.IsSatisfied(wanted, actual)) return;
        await kind.Client.ApplyAsync(key.Namespace, key.Name, null, wanted, RunStatusWriter.FieldManager, cancellationToken).ConfigureAwait(false);
        Log.Applied(logger, wanted.Kind, key.Namespace, key.Name);
    }
}
