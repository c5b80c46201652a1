using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Settlement.Sandbox.Kubernetes.Tests.Support;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Settlement.Sandbox.Kubernetes.Tests.Support;

/// <summary>One server for the tests that talk HTTP. Each test takes a namespace or names of its own, in which nobody else writes: the loops are off.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private int _names;

    public KubernetesServer Server { get; private set; } = null!;

    /// <summary>As the administrator.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await KubernetesServer.StartAsync(new KubernetesServerOptions { GarbageCollection = false, NamespaceController = false }, CancellationToken.None);
        Http = Client(Server);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A name that no other test has.</summary>
    public string Name(string prefix = "t") => $"{prefix}-{Interlocked.Increment(ref _names)}";

    /// <summary>Creates a namespace of the test's own.</summary>
    public async Task<string> NamespaceAsync()
    {
        var name = Name("ns");
        await SendAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        return name;
    }

    public Task<Reply> SendAsync(string method, string path, string? body = null, string contentType = "application/json", string? accept = null) =>
        SendAsync(Http, method, path, body, contentType, accept);

    public static async Task<Reply> SendAsync(HttpClient client, string method, string path, string? body = null, string contentType = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType.Length > 0)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers, text);
    }

    /// <summary>Opens a watch; its lines come as the server writes them.</summary>
    public async Task<WatchReader> WatchAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new WatchReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>A client with the certificates of the server's kubeconfig.</summary>
    public static HttpClient Client(KubernetesServer server, bool withCertificate = true)
    {
        string Data(string name) => Encoding.ASCII.GetString(Convert.FromBase64String(Regex.Match(server.Kubeconfig, $"{name}: (\\S+)").Groups[1].Value));
        var authority = X509Certificate2.CreateFromPem(Data("certificate-authority-data"));
        var own = X509Certificate2.CreateFromPem(Data("client-certificate-data"), Data("client-key-data"));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = withCertificate ? [own] : [],
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
        };
        return new HttpClient(handler) { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(30) };
    }
}

/// <summary>An answer.</summary>
public sealed record Reply(int Code, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string? ContentType => ContentHeaders.TryGetValues("Content-Type", out var values) ? values.Single() : null;

    public string Message => Json.Text("message") ?? "";

    public string Version => Json.Object("metadata").Text("resourceVersion") ?? "";

    public IReadOnlyList<string> Warnings => Headers.TryGetValues("Warning", out var values) ? [.. values] : [];
}

/// <summary>An open watch.</summary>
public sealed class WatchReader(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    /// <summary>How long a test waits for an event that must come.</summary>
    private static readonly TimeSpan EventTimeout = TimeSpan.FromSeconds(60);

    public int Code => (int)response.StatusCode;

    /// <summary>The next event, or null at the end.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(EventTimeout, TestContext.Current.CancellationToken);
        return line is null ? null : JsonNode.Parse(line)!.AsObject();
    }

    /// <summary>The next event as <c>TYPE name</c>.</summary>
    public async Task<string> NextNameAsync() => await NextAsync() is { } e ? $"{e.Text("type")} {(e["object"] as JsonObject)?.Name()}" : "end";

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
