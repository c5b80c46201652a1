using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster;

/// <summary>The kinds that the sandbox follows, in all namespaces.</summary>
internal sealed class ClusterWatches(IKubernetes client, TimeProvider time, ILogger log)
{
    public ObjectWatch<V1Pod> Pods { get; } = new(
        "pods",
        async token => Unpack(await client.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: token)),
        (version, onError, token) => client.CoreV1.WatchListPodForAllNamespacesAsync(
            resourceVersion: version, timeoutSeconds: ObjectWatch<V1Pod>.WatchSeconds, onError: onError, cancellationToken: token),
        time,
        log);

    public ObjectWatch<V1Node> Nodes { get; } = new(
        "nodes",
        async token => Unpack(await client.CoreV1.ListNodeAsync(cancellationToken: token)),
        (version, onError, token) => client.CoreV1.WatchListNodeAsync(
            resourceVersion: version, timeoutSeconds: ObjectWatch<V1Node>.WatchSeconds, onError: onError, cancellationToken: token),
        time,
        log);

    public ObjectWatch<V1StatefulSet> StatefulSets { get; } = new(
        "statefulsets",
        async token => Unpack(await client.AppsV1.ListStatefulSetForAllNamespacesAsync(cancellationToken: token)),
        (version, onError, token) => client.AppsV1.WatchListStatefulSetForAllNamespacesAsync(
            resourceVersion: version, timeoutSeconds: ObjectWatch<V1StatefulSet>.WatchSeconds, onError: onError, cancellationToken: token),
        time,
        log);

    public ObjectWatch<V1ReplicaSet> ReplicaSets { get; } = new(
        "replicasets",
        async token => Unpack(await client.AppsV1.ListReplicaSetForAllNamespacesAsync(cancellationToken: token)),
        (version, onError, token) => client.AppsV1.WatchListReplicaSetForAllNamespacesAsync(
            resourceVersion: version, timeoutSeconds: ObjectWatch<V1ReplicaSet>.WatchSeconds, onError: onError, cancellationToken: token),
        time,
        log);

    public ObjectWatch<V1Deployment> Deployments { get; } = new(
        "deployments",
        async token => Unpack(await client.AppsV1.ListDeploymentForAllNamespacesAsync(cancellationToken: token)),
        (version, onError, token) => client.AppsV1.WatchListDeploymentForAllNamespacesAsync(
            resourceVersion: version, timeoutSeconds: ObjectWatch<V1Deployment>.WatchSeconds, onError: onError, cancellationToken: token),
        time,
        log);

    public ObjectWatch<V1PodDisruptionBudget> Budgets { get; } = new(
        "poddisruptionbudgets",
        async token => Unpack(await client.PolicyV1.ListPodDisruptionBudgetForAllNamespacesAsync(cancellationToken: token)),
        (version, onError, token) => client.PolicyV1.WatchListPodDisruptionBudgetForAllNamespacesAsync(
            resourceVersion: version, timeoutSeconds: ObjectWatch<V1PodDisruptionBudget>.WatchSeconds, onError: onError, cancellationToken: token),
        time,
        log);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Pods.RunAsync(cancellationToken),
        Nodes.RunAsync(cancellationToken),
        StatefulSets.RunAsync(cancellationToken),
        ReplicaSets.RunAsync(cancellationToken),
        Deployments.RunAsync(cancellationToken),
        Budgets.RunAsync(cancellationToken));

    private static (IEnumerable<T> Items, string Version) Unpack<T>(IItems<T> list) => (list.Items, ((IMetadata<V1ListMeta>)list).Metadata.ResourceVersion);
}
