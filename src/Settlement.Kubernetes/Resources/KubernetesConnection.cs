using k8s;

namespace Settlement.Kubernetes.Resources;

/// <summary>Connects to the cluster.</summary>
public static class KubernetesConnection
{
    /// <summary>Uses the file that KUBECONFIG names, or else the pod's own service account.</summary>
    /// <param name="handlers">See every request, outermost first; for tests and telemetry.</param>
    /// <exception cref="k8s.Exceptions.KubeConfigException">Neither gives a usable configuration.</exception>
    public static k8s.Kubernetes Open(params DelegatingHandler[] handlers)
    {
        var file = Environment.GetEnvironmentVariable("KUBECONFIG");
        return new k8s.Kubernetes(string.IsNullOrEmpty(file) ? KubernetesClientConfiguration.InClusterConfig() : KubernetesClientConfiguration.BuildConfigFromConfigFile(file), handlers);
    }
}
