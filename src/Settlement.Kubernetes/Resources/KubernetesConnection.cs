using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Authentication;
using k8s.Exceptions;

namespace Settlement.Kubernetes.Resources;

/// <summary>Connects to the cluster.</summary>
public static class KubernetesConnection
{
    /// <summary>
    /// Names the folder of a service account's token, ca.crt and namespace, where that is not the one that every pod has. With KUBERNETES_SERVICE_HOST and
    /// KUBERNETES_SERVICE_PORT it takes the place of KUBECONFIG.
    /// </summary>
    public const string ServiceAccountVariable = "SETTLEMENT_SERVICE_ACCOUNT";

    /// <summary>Reads the service account that <see cref="ServiceAccountVariable"/> names, or the file that KUBECONFIG names, or else what a pod is given.</summary>
    /// <returns>A configuration of the caller's own.</returns>
    /// <exception cref="KubeConfigException">None gives a usable configuration.</exception>
    public static KubernetesClientConfiguration Configure() => Configure(Environment.GetEnvironmentVariable);

    /// <summary>Opens a connection with <see cref="Configure()"/>.</summary>
    /// <param name="handlers">See every request, outermost first; for tests and telemetry.</param>
    public static k8s.Kubernetes Open(params DelegatingHandler[] handlers) => new(Configure(), handlers);

    internal static KubernetesClientConfiguration Configure(Func<string, string?> environment)
    {
        string? Given(string variable) => environment(variable) is { Length: > 0 } value ? value : null;
        string Needed(string variable) => Given(variable) ?? throw new KubeConfigException($"{ServiceAccountVariable} is set, but {variable} is not");
        return TrustingItsAuthoritiesOnly(
            Given(ServiceAccountVariable) is { } folder ? OfServiceAccount(folder, $"https://{Needed("KUBERNETES_SERVICE_HOST")}:{Needed("KUBERNETES_SERVICE_PORT")}")
            : Given("KUBECONFIG") is { } file ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file)
            : KubernetesClientConfiguration.InClusterConfig());
    }

    // As the library's own InClusterConfig, whose folder cannot be chosen.
    private static KubernetesClientConfiguration OfServiceAccount(string folder, string host)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(Path.Combine(folder, "ca.crt"));
            return new KubernetesClientConfiguration
            {
                Host = host,
                TokenProvider = new TokenFileAuth(Path.Combine(folder, "token")),
                SslCaCerts = authorities,
                Namespace = File.ReadAllText(Path.Combine(folder, "namespace")),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new KubeConfigException($"the service account in {folder}, which {ServiceAccountVariable} names, cannot be read: {e.Message}", e);
        }
    }

    // Without it the library first tries all authorities that the machine trusts: it would believe each of them, and to load them takes a third of a second.
    private static KubernetesClientConfiguration TrustingItsAuthoritiesOnly(KubernetesClientConfiguration configuration)
    {
        if (!configuration.SkipTlsVerify && configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            configuration.FirstMessageHandlerSetup = handler => handler.SslOptions.CertificateChainPolicy = policy;
        }

        return configuration;
    }
}
