using Settlement.Kubernetes.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedKubeLite))]

namespace Settlement.Kubernetes.Tests.Support;

/// <summary>One server for all tests that disturb nobody; started with the first of them.</summary>
public sealed class SharedKubeLite : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private KubeLite? _server;

    public async Task<KubeLite> GetAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _server ??= await KubeLite.StartAsync(ownInstance: false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _gate.Dispose();
    }
}
