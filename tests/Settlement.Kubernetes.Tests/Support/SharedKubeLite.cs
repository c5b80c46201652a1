using Settlement.Kubernetes.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedKubeLite))]
[assembly: AssemblyFixture(typeof(RealKubeLite))]

namespace Settlement.Kubernetes.Tests.Support;

/// <summary>One server for all tests that disturb nobody; started with the first of them.</summary>
public abstract class OneKubeLite(string program, bool ownInstance) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private KubeLite? _server;

    public async Task<KubeLite> GetAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _server ??= await KubeLite.StartAsync(ownInstance, program);
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
        GC.SuppressFinalize(this);
    }
}

/// <summary>The server that tests run on.</summary>
public sealed class SharedKubeLite() : OneKubeLite("SETTLEMENT_APISERVER", ownInstance: false);

/// <summary>A server on the real API machinery, to which the embedded one is held.</summary>
public sealed class RealKubeLite() : OneKubeLite("KUBE_LITE_APISERVER", ownInstance: true);
