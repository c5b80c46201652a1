using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

public sealed class AuthenticatorTests : IDisposable
{
    private readonly ServerCertificates _certificates = ServerCertificates.Load(null, TimeProvider.System.GetUtcNow());
    private readonly AccessControl _access;

    public AuthenticatorTests() => _access = new AccessControl(new Lazy<ServerCertificates>(_certificates), new Dictionary<string, string> { ["secret"] = "admin", ["bobs"] = "bob" }, null, TimeProvider.System, anonymous: true);

    public void Dispose()
    {
        _access.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer sa:default")]
    [InlineData("Bearer sa:a:b:c")]
    [InlineData("bearer sa::x")]
    public void A_token_of_nobody_is_refused_and_noted(string header)
    {
        Assert.Null(Authenticate(header));

        var denied = Assert.Single(_access.Denied.Last);
        Assert.Equal((401, "GET", "/api/v1/pods", "invalid bearer token"), (denied.Code, denied.Verb, denied.Path, denied.Reason));
    }

    [Fact]
    public void Without_anonymous_access_no_token_is_refused()
    {
        using var strict = new AccessControl(new Lazy<ServerCertificates>(_certificates), new Dictionary<string, string> { ["secret"] = "admin" }, null, TimeProvider.System, anonymous: false);
        var admin = new DefaultHttpContext();
        admin.Request.Headers.Authorization = "Bearer secret";

        Assert.Null(strict.Authenticator.Authenticate(new DefaultHttpContext()));
        Assert.Equal("admin", strict.Authenticator.Authenticate(admin)?.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    public void No_token_is_anonymous(string? header)
    {
        Assert.Equal(Users.Anonymous, Authenticate(header));
    }

    [Fact]
    public void Tokens_stand_for_users_and_service_accounts()
    {
        Assert.Equal([Users.Masters, Users.Authenticated], Authenticate("Bearer secret")!.Groups);
        Assert.Equal(("bob", 1), (Authenticate("Bearer bobs")!.Name, Authenticate("Bearer bobs")!.Groups.Count));
        Assert.Equal("system:serviceaccount:default:op", Authenticate("Bearer sa:default:op")!.Name);
    }

    [Fact]
    public void The_certificate_in_the_kubeconfig_is_of_a_master()
    {
        using var client = X509Certificate2.CreateFromPem(_certificates.AdminCertificatePem);
        var user = Authenticate(null, client)!;

        Assert.Equal("kubernetes-admin", user.Name);
        Assert.Equal([Users.Masters, Users.Authenticated], user.Groups);
    }

    [Fact]
    public void A_certificate_of_another_authority_is_refused()
    {
        using var others = ServerCertificates.Load(null, TimeProvider.System.GetUtcNow());
        using var client = X509Certificate2.CreateFromPem(others.AdminCertificatePem);

        Assert.Null(Authenticate(null, client));
    }

    [Fact]
    public void Certificates_in_a_directory_are_used_again()
    {
        var directory = Directory.CreateTempSubdirectory("settlement-pki-");
        try
        {
            using var first = ServerCertificates.Load(directory.FullName, TimeProvider.System.GetUtcNow());
            using var second = ServerCertificates.Load(directory.FullName, TimeProvider.System.GetUtcNow());

            Assert.Equal(first.CaPem, second.CaPem);
            Assert.Equal(first.AdminKeyPem, second.AdminKeyPem);
        }
        finally
        {
            directory.Delete(true);
        }
    }

    [Fact]
    public void The_kubeconfig_can_be_read_by_a_client()
    {
        var text = Kubeconfig.Text("https://127.0.0.1:1", _certificates, "secret");
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var configuration = k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(stream);

        Assert.Equal("https://127.0.0.1:1", configuration.Host);
        Assert.NotEmpty(configuration.ClientCertificateData);
        Assert.Contains("- name: token\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private UserInfo? Authenticate(string? authorization, X509Certificate2? certificate = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Request.Path = "/api/v1/pods";
        http.Connection.ClientCertificate = certificate;
        if (authorization is not null)
        {
            http.Request.Headers.Authorization = authorization;
        }

        return _access.Authenticator.Authenticate(http);
    }
}
