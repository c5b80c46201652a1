using System.Net.Http.Headers;

namespace Settlement.Sandbox.Kubernetes.Tests.Support;

/// <summary>A server with tokens, loops and control endpoint, for the tests of one class.</summary>
public sealed class FullServer : IAsyncLifetime
{
    public static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(60);

    public KubernetesServer Server { get; private set; } = null!;

    /// <summary>As the administrator.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>As nobody: tokens are added by request.</summary>
    private HttpClient Anybody { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await KubernetesServer.StartAsync(new KubernetesServerOptions { ControlPort = 0, Tokens = new Dictionary<string, string> { ["secret"] = "admin", ["bobs"] = "bob" } }, CancellationToken.None);
        Admin = ServerFixture.Client(Server);
        Anybody = ServerFixture.Client(Server, withCertificate: false);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Anybody.Dispose();
        await Server.DisposeAsync();
    }

    public Task<Reply> SendAsync(string method, string path, string? body = null, string contentType = "application/json") => ServerFixture.SendAsync(Admin, method, path, body, contentType);

    /// <summary>Sends with a bearer token; null: without.</summary>
    public async Task<Reply> SendAsAsync(string? token, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await Anybody.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits for something that must come to be.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(SettleTimeout);
        while (!await condition())
        {
            Assert.False(timeout.IsCancellationRequested, $"not within {SettleTimeout}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }
}
