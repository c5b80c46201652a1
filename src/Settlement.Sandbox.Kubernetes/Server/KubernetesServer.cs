using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.CustomResources.Definitions;
using Settlement.Sandbox.Kubernetes.Faults;
using Settlement.Sandbox.Kubernetes.Kinds;
using Settlement.Sandbox.Kubernetes.Loops;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Requests.Discovery;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Schemas.OpenApi;
using Settlement.Sandbox.Kubernetes.Server;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>A Kubernetes API server in this process, for trying and testing. Listens on 127.0.0.1 only.</summary>
public sealed class KubernetesServer : IAsyncDisposable
{
    /// <summary>Selectors make long queries.</summary>
    private const int LongestHead = 64 << 10;

    /// <summary>A client holds a watch for every kind on one connection, and asks beside them.</summary>
    private const int Streams = 1000;

    private readonly WebApplication _web;
    private readonly ServerCertificates _certificates;
    private readonly AccessControl _access;
    private readonly ObjectStore _store;
    private readonly OpenWatches _watches;
    private readonly ClusterLoops _loops;
    private readonly HttpClient _kubelets;
    private readonly BackgroundWork _work = new();

    private KubernetesServer(WebApplication web, ServerCertificates certificates, AccessControl access, ObjectStore store, OpenWatches watches, ClusterLoops loops, HttpClient kubelets, KubernetesFaults faults, string? adminToken)
    {
        _web = web;
        _certificates = certificates;
        _access = access;
        _store = store;
        _watches = watches;
        _loops = loops;
        _kubelets = kubelets;
        Faults = faults;
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToLookup(address => address.Scheme);
        Address = addresses["https"].Single();
        ControlAddress = addresses["http"].SingleOrDefault();
        Kubeconfig = Access.Kubeconfig.Text(Address.GetLeftPart(UriPartial.Authority), certificates, adminToken);
    }

    /// <summary>Where the API is, such as <c>https://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; }

    /// <summary>The text of a kubeconfig: the context <c>admin</c> with a client certificate and, if there is a token of the user <c>admin</c>, the context <c>token</c>.</summary>
    public string Kubeconfig { get; }

    /// <summary>Where the control endpoint is, or null if it is off.</summary>
    public Uri? ControlAddress { get; }

    /// <summary>Disturbs the server on purpose, and tells what happened on it.</summary>
    public KubernetesFaults Faults { get; }

    /// <summary>Starts a server. When this returns, it answers.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<KubernetesServer> StartAsync(KubernetesServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Three parts that need nothing of each other, at once: the first start of a process is mostly compilation.
        var ready = new TaskCompletionSource<RequestDelegate>(TaskCreationOptions.RunContinuationsAsynchronously);
        var certificates = Task.Run(() => ServerCertificates.Load(options.DataDirectory is null ? null : Path.Combine(options.DataDirectory, "pki"), options.Time.GetUtcNow()), cancellationToken);
        var listening = Task.Run(() => ListenAsync(options, certificates, ready.Task, cancellationToken), cancellationToken);
        try
        {
            return await AssembleAsync(options, certificates, listening, ready);
        }
        catch
        {
            // A request that came in already must not hold the listener up.
            ready.TrySetCanceled(CancellationToken.None);
            await Task.WhenAll(certificates, listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (listening.IsCompletedSuccessfully)
            {
                await listening.Result.DisposeAsync();
            }

            if (certificates.IsCompletedSuccessfully)
            {
                certificates.Result.Dispose();
            }

            throw;
        }
    }

    /// <summary>Puts everything behind the listener together and lets the requests in.</summary>
    private static async Task<KubernetesServer> AssembleAsync(KubernetesServerOptions options, Task<ServerCertificates> certificates, Task<WebApplication> listening, TaskCompletionSource<RequestDelegate> ready)
    {
        var access = new AccessControl(new Lazy<ServerCertificates>(() => certificates.Result), options.Tokens, options.DeniedLog, options.Time, options.AnonymousAccess);
        var catalog = new TypeCatalog();
        foreach (var type in BuiltInKinds.All(Schema, access.Escalation))
        {
            catalog.Set(type);
        }

        catalog.Set(DefinitionKind.Create());

        var store = new ObjectStore(directory: options.DataDirectory);
        var registry = new ObjectRegistry(store, catalog, options.Time);
        access.Follow(registry);
        var definitions = new DefinitionController(registry, options.Time, options.Logging.CreateLogger<DefinitionController>());
        definitions.Restore();
        var logger = options.Logging.CreateLogger("Settlement.Sandbox.Kubernetes");
        ClusterSeeds.Sow(registry);
        var rules = new FaultRules(options.Time);
        var watches = new OpenWatches(rules);
        var gate = new FaultGate(rules, watches, options.Time);
        var faults = new KubernetesFaults(rules, watches, gate, access.Denied, store);
        var control = new ControlEndpoint(faults);
        var kubelets = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var subresources = Subresources.All(access, kubelets, Schema);
        var documents = new DiscoveryDocuments(catalog, subresources);
        var router = new RequestRouter(registry, new ResourceHandler(registry, options.Time), new DiscoveryHandler(documents), new PlainPaths(documents), new OpenApiHandler(new OpenApiDocuments(catalog, subresources, options.Time)), subresources);
        var pipeline = new RequestPipeline(router, access.Authenticator, access.Authorizer, definitions, logger);
        var loops = ClusterLoops.Start(registry, options, (await certificates).CaPem, logger);
        ready.SetResult(http => http.Request.IsHttps ? gate.PassAsync(http, pipeline.HandleAsync) : control.HandleAsync(http));
        try
        {
            var server = new KubernetesServer(await listening, await certificates, access, store, watches, loops, kubelets, faults, options.Tokens.FirstOrDefault(token => token.Value == "admin").Key);
            server._work.Start(definitions.RunAsync);
            return server;
        }
        catch
        {
            await loops.DisposeAsync();
            kubelets.Dispose();
            store.Dispose();
            access.Dispose();
            throw;
        }
    }

    private static async Task<WebApplication> ListenAsync(KubernetesServerOptions options, Task<ServerCertificates> certificates, Task<RequestDelegate> ready, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options, certificates));
        var web = builder.Build();
        web.Run(async http => await (await ready)(http));
        try
        {
            await web.StartAsync(cancellationToken);
            // Beside what the other half still does. Whoever shakes hands meanwhile waits for it, and hears of it if it fails.
            _ = Task.Run(async () => (await certificates).Server, CancellationToken.None);
            return web;
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends all watches and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _watches.Stop();
        await _web.DisposeAsync();
        await _work.DisposeAsync();
        await _loops.DisposeAsync();
        _kubelets.Dispose();
        _store.Dispose();
        _access.Dispose();
        _certificates.Dispose();
    }

    private static SchemaNode Schema(string group, string version, string kind) =>
        BuiltInSchemas.For(group, version, kind) ?? throw new InvalidOperationException($"the built-in kind {kind} of {group}/{version} has no schema");

    private static void Configure(KestrelServerOptions kestrel, KubernetesServerOptions options, Task<ServerCertificates> certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = LongestHead;
        kestrel.Limits.MaxRequestHeadersTotalSize = LongestHead;
        kestrel.Limits.Http2.MaxStreamsPerConnection = Streams;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = async _ => new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = (await certificates).Server,
                    ClientCertificateRequired = true,
                    // Whoever has none may show a token. What a certificate is worth, the authenticator says.
#pragma warning disable CA5359 // It is the client's, not a server's.
                    RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                },
            });
        });
        if (options.ControlPort >= 0)
        {
            kestrel.Listen(IPAddress.Loopback, options.ControlPort, listen => listen.Protocols = HttpProtocols.Http1);
        }
    }
}
