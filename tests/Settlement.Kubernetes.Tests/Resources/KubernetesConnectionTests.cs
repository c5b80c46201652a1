using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Exceptions;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Tests.Resources;

public sealed class KubernetesConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("service-account").FullName;
    private readonly Dictionary<string, string> _environment;

    public KubernetesConnectionTests() => _environment = new()
    {
        [KubernetesConnection.ServiceAccountVariable] = _folder,
        ["KUBECONFIG"] = "/nowhere",
        ["KUBERNETES_SERVICE_HOST"] = "10.0.0.1",
        ["KUBERNETES_SERVICE_PORT"] = "6443",
    };

    [Fact]
    public async Task A_service_account_in_another_folder_is_used_as_in_a_pod()
    {
        using var authority = WriteServiceAccount();
        var configuration = KubernetesConnection.Configure(_environment.GetValueOrDefault);
        Assert.Equal("https://10.0.0.1:6443", configuration.Host);
        Assert.Equal("venue", configuration.Namespace);
        var header = await configuration.TokenProvider.GetAuthenticationHeaderAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Bearer of-the-pod", header.ToString());
    }

    [Fact]
    public void Only_the_authorities_of_the_cluster_are_trusted()
    {
        using var authority = WriteServiceAccount();
        var configuration = KubernetesConnection.Configure(_environment.GetValueOrDefault);
        using var handler = new SocketsHttpHandler();
        configuration.FirstMessageHandlerSetup(handler);
        var policy = handler.SslOptions.CertificateChainPolicy!;
        Assert.Equal(X509ChainTrustMode.CustomRootTrust, policy.TrustMode);
        Assert.Equal(authority.Thumbprint, Assert.Single(policy.CustomTrustStore).Thumbprint);
    }

    [Theory]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    [InlineData("KUBERNETES_SERVICE_PORT")]
    public void A_service_account_without_a_server_is_refused_by_name(string missing)
    {
        _environment.Remove(missing);
        var refusal = Assert.Throws<KubeConfigException>(() => KubernetesConnection.Configure(_environment.GetValueOrDefault));
        Assert.Contains(missing, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_account_that_cannot_be_read_is_refused_with_its_folder()
    {
        var refusal = Assert.Throws<KubeConfigException>(() => KubernetesConnection.Configure(_environment.GetValueOrDefault));
        Assert.Contains(_folder, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private X509Certificate2 WriteServiceAccount()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=cluster", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "token"), "of-the-pod");
        File.WriteAllText(Path.Combine(_folder, "namespace"), "venue");
        return authority;
    }
}
