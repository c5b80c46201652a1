using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Tests.Recorded;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>Sends and receives.</summary>
internal sealed class RealServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public RealServer(Uri address)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null; // Its CA is made at its start.
        _http = new HttpClient(handler) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", KubeLite.AdminToken);
    }

    public async Task<(int Code, JsonObject Body, DateTimeOffset Date)> SendAsync(string method, string path, string body, string contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["message"] = text }, response.Headers.Date ?? default);
    }

    public async Task WaitForAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!(await _http.GetAsync(new Uri(path, UriKind.Relative), patience.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    public void Dispose() => _http.Dispose();
}
