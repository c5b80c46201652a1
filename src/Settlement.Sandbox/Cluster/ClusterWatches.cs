using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster;

/// <summary>The kinds that the sandbox follows, in all namespaces.</summary>
internal sealed class ClusterWatches(k8s.Kubernetes client, TimeProvider time, ILogger log)
{
    // Shorter pauses than an operator's: one client on one machine does no harm, and pods wait for it.
    private static readonly InformerOptions Impatient = new() { FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1) };

    public Informer<V1Pod> Pods { get; } = Watch<V1Pod>(client, time, log);

    public Informer<V1Node> Nodes { get; } = Watch<V1Node>(client, time, log);

    public Informer<V1StatefulSet> StatefulSets { get; } = Watch<V1StatefulSet>(client, time, log);

    public Informer<V1ReplicaSet> ReplicaSets { get; } = Watch<V1ReplicaSet>(client, time, log);

    public Informer<V1Deployment> Deployments { get; } = Watch<V1Deployment>(client, time, log);

    public Informer<V1PodDisruptionBudget> Budgets { get; } = Watch<V1PodDisruptionBudget>(client, time, log);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        ((IInformer[])[Pods, Nodes, StatefulSets, ReplicaSets, Deployments, Budgets]).Select(informer => informer.RunAsync(cancellationToken)));

    private static Informer<T> Watch<T>(k8s.Kubernetes client, TimeProvider time, ILogger log)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        new(new ResourceClient<T>(client, time), new ResourceScope(), time, new Random(typeof(T).Name.Length), log, Impatient);
}
