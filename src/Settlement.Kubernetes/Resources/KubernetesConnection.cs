using k8s;

namespace Settlement.Kubernetes.Resources;

/// <summary>Connects to the cluster.</summary>
public static class KubernetesConnection
{
    /// <summary>Reads the file that KUBECONFIG names, or else what a pod is given.</summary>
    /// <returns>A configuration of the caller's own.</returns>
    /// <exception cref="k8s.Exceptions.KubeConfigException">Neither gives a usable configuration.</exception>
    public static KubernetesClientConfiguration Configure()
    {
        var file = Environment.GetEnvironmentVariable("KUBECONFIG");
        return string.IsNullOrEmpty(file) ? KubernetesClientConfiguration.InClusterConfig() : KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
    }

    /// <summary>Opens a connection with <see cref="Configure"/>.</summary>
    /// <param name="handlers">See every request, outermost first; for tests and telemetry.</param>
    public static k8s.Kubernetes Open(params DelegatingHandler[] handlers) => new(Configure(), handlers);
}
