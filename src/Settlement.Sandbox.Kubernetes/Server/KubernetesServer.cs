using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Server;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>A Kubernetes API server in this process, for trying and testing. Listens on 127.0.0.1 only.</summary>
public sealed class KubernetesServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private KubernetesServer(WebApplication web, Uri address, string kubeconfig)
    {
        _web = web;
        Address = address;
        Kubeconfig = kubeconfig;
    }

    /// <summary>Where the API is, such as <c>https://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; }

    /// <summary>The text of a kubeconfig for the administrator: address, authority and client certificate.</summary>
    public string Kubeconfig { get; }

    /// <summary>Where the control endpoint is, or null if it is off.</summary>
    public Uri? ControlAddress { get; }

    /// <summary>Starts a server. When this returns, it answers.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<KubernetesServer> StartAsync(KubernetesServerOptions options, CancellationToken cancellationToken)
    {
        var certificates = Certificates.Create(options.Time);
        var catalog = new TypeCatalog();
        FirstKinds.AddTo(catalog);
        var registry = new ObjectRegistry(new ObjectStore(), catalog, options.Time);
        foreach (var name in (ReadOnlySpan<string>)["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            registry.Create(catalog.Get("", "namespaces"), new System.Text.Json.Nodes.JsonObject { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name } });
        }

        var pipeline = new RequestPipeline(registry, new ResourceHandler(registry), new Everybody(), new Everybody(), options.Logging.CreateLogger("Settlement.Sandbox.Kubernetes"));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options, certificates));
        var web = builder.Build();
        web.Run(pipeline.HandleAsync);
        await web.StartAsync(cancellationToken);
        var address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new KubernetesServer(web, address, KubeconfigText(address, certificates));
    }

    /// <summary>Ends all watches and stops.</summary>
    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, KubernetesServerOptions options, Certificates certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificates.Server, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        });
    }

    private static string KubeconfigText(Uri address, Certificates certificates)
    {
        static string Data(string pem) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pem));
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: sandbox
              cluster:
                server: {address.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Data(certificates.Authority.ExportCertificatePem())}
            users:
            - name: admin
              user:
                client-certificate-data: {Data(certificates.Administrator.ExportCertificatePem())}
                client-key-data: {Data(certificates.Administrator.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}
            contexts:
            - name: admin
              context: {"{"}cluster: sandbox, user: admin{"}"}
            current-context: admin

            """;
    }

    private sealed class Everybody : IAuthenticator, IAuthorizer
    {
        public UserInfo? Authenticate(HttpContext http) => UserInfo.Server;

        public AccessDecision Decide(UserInfo user, RequestAttributes request) => new(true, "");
    }
}
