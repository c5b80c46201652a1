using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Settlement.Operator.Hosting;

namespace Settlement.Operator.Settler;

/// <summary>Registers a settler with the host.</summary>
internal static class SettlerServices
{
    /// <summary>Kubernetes grants 30 s; a settler that takes more than 10 keeps its successor waiting.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds the settler and its health checks.</summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="environment">What the settler is told.</param>
    /// <param name="kubernetes">Connection to the API server; the caller's own.</param>
    public static IServiceCollection AddSettler(this IServiceCollection services, SettlerEnvironment environment, k8s.Kubernetes kubernetes)
    {
        services.AddSingleton(environment);
        services.AddSingleton<SettlerExit>();
        services.AddSingleton<SettlerHealth>();
        services.AddSingleton(kubernetes);
        services.AddHostedService<SettlerService>();
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownTimeout);
        services.AddHealthChecks()
            .AddCheck<SettlerReadiness>("settler", tags: [ServiceHost.Ready])
            .AddCheck<SettlerLiveness>("loops", tags: [ServiceHost.Live]);
        return services;
    }
}
