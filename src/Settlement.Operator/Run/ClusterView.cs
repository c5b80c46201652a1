using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Watch;

namespace Settlement.Operator.Run;

/// <summary>Client and copy of one kind.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Client">Reads and writes.</param>
/// <param name="Informer">The copy.</param>
internal sealed record KindView<T>(ResourceClient<T> Client, Informer<T> Informer) where T : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>Clients and copies of all kinds that the operator works with: all runs, and of the other kinds what the operator made.</summary>
internal sealed class ClusterView
{
    /// <summary>Makes the view; its informers are not running yet.</summary>
    /// <param name="kubernetes">Connection.</param>
    /// <param name="watched">One namespace; null for all.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Seeded source of jitter.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="options">Patience of the informers; null for the defaults.</param>
    public ClusterView(k8s.Kubernetes kubernetes, string? watched, TimeProvider time, Random random, ILoggerFactory loggers, InformerOptions? options = null)
    {
        List<IInformer> all = [];
        KindView<T> View<T>(string? labels) where T : class, IKubernetesObject<V1ObjectMeta>
        {
            var client = new ResourceClient<T>(kubernetes, time);
            var informer = new Informer<T>(client, new ResourceScope(watched, LabelSelector: labels), time, new Random(random.Next()), loggers.CreateLogger<Informer<T>>(), options);
            all.Add(informer);
            return new KindView<T>(client, informer);
        }

        Runs = View<SettlementRun>(null);
        ServiceAccounts = View<V1ServiceAccount>(RunNames.ManagedSelector);
        Roles = View<V1Role>(RunNames.ManagedSelector);
        RoleBindings = View<V1RoleBinding>(RunNames.ManagedSelector);
        Leases = View<V1Lease>(RunNames.ManagedSelector);
        Services = View<V1Service>(RunNames.ManagedSelector);
        DisruptionBudgets = View<V1PodDisruptionBudget>(RunNames.ManagedSelector);
        StatefulSets = View<V1StatefulSet>(RunNames.ManagedSelector);
        Pods = View<V1Pod>(RunNames.ManagedSelector);
        Informers = all;
    }

    public KindView<SettlementRun> Runs { get; }

    public KindView<V1ServiceAccount> ServiceAccounts { get; }

    public KindView<V1Role> Roles { get; }

    public KindView<V1RoleBinding> RoleBindings { get; }

    public KindView<V1Lease> Leases { get; }

    public KindView<V1Service> Services { get; }

    public KindView<V1PodDisruptionBudget> DisruptionBudgets { get; }

    public KindView<V1StatefulSet> StatefulSets { get; }

    public KindView<V1Pod> Pods { get; }

    /// <summary>All informers.</summary>
    public IReadOnlyList<IInformer> Informers { get; }
}
