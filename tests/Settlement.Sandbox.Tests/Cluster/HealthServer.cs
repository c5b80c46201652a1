using System.Net;
using k8s.Models;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tests.Cluster;

/// <summary>Answers probes as a test wants it.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly int _port = LoopbackPort.Free();

    public HealthServer(HttpStatusCode answer)
    {
        Answer = answer;
        _listener.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public HttpStatusCode Answer { get; set; }

    public V1Probe Probe(int failureThreshold) => new()
    {
        PeriodSeconds = 1,
        FailureThreshold = failureThreshold,
        HttpGet = new V1HTTPGetAction { Host = "127.0.0.1", Path = "/livez", Port = _port.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                context.Response.StatusCode = (int)Answer;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
