using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Kubernetes.Watch;
using Settlement.Operator.Hosting;

namespace Settlement.Operator.Run;

/// <summary>Wires the operator.</summary>
internal static class OperatorServices
{
    /// <summary>Who reports the operator's events.</summary>
    private const string Reporter = SettlementRun.KubeGroup + "/operator";

    /// <summary>Name of the lease among the operator's replicas.</summary>
    private const string LeaseName = "settlement-operator";

    /// <summary>Name of the container in the operator's pods.</summary>
    private const string Container = "operator";

    /// <summary>Adds the operator and its health checks.</summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="configuration">API server and credentials; called for each connection.</param>
    /// <param name="handlers">Made anew for each connection; see every request but the election's.</param>
    /// <param name="informers">Patience of the informers; null for the defaults.</param>
    public static IServiceCollection AddOperator(
        this IServiceCollection services, OperatorOptions options, Func<KubernetesClientConfiguration> configuration, Func<DelegatingHandler[]>? handlers = null, InformerOptions? informers = null)
    {
        var identity = HolderIdentity.Create(options.Instance, options.InstanceUid.Length > 0 ? options.InstanceUid : "no-pod");
        services.AddSingleton(options);
        // Jitter must differ between replicas and repeat for one of them.
        services.AddSingleton(_ => new Random(Seed.Of(options.Instance + options.InstanceUid)));
        services.AddSingleton(_ => new k8s.Kubernetes(configuration(), handlers?.Invoke() ?? []));
        services.AddSingleton(provider => new ClusterView(
            provider.GetRequiredService<k8s.Kubernetes>(),
            options.Namespace,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<ILoggerFactory>(),
            informers));
        services.AddSingleton(provider => new EventRecorder(
            new ResourceClient<Eventsv1Event>(provider.GetRequiredService<k8s.Kubernetes>(), provider.GetRequiredService<TimeProvider>()),
            Reporter,
            options.Instance,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventRecorder>>()));
        services.AddSingleton(provider => new RunChildrenKeeper(provider.GetRequiredService<ClusterView>(), options.Settlers, provider.GetRequiredService<ILogger<RunChildrenKeeper>>()));
        services.AddSingleton(provider => new RunStatusWriter(provider.GetRequiredService<ClusterView>().Runs.Client));
        services.AddSingleton<IEntityController<SettlementRun>, RunController>();
        services.AddSingleton<ReconcileMetrics>();
        services.AddSingleton<IElection>(provider => new Elector(
            configuration,
            new Candidacy(options.LeaseNamespace, LeaseName, identity, options.InstanceUid.Length > 0 ? Container : null),
            new ElectionOptions(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Elector>>()));
        services.AddHostedService<OperatorService>();
        services.AddHealthChecks()
            .AddCheck<InformerReadiness>("synced", tags: [ServiceHost.Startup, ServiceHost.Ready])
            .AddCheck<InformerLiveness>("informers", tags: [ServiceHost.Live]);
        return services;
    }
}
