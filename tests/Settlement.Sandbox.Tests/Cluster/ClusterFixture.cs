using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Cluster;

namespace Settlement.Sandbox.Tests.Cluster;

/// <summary>One API server with one sandbox node, shared by the tests of the collection; each test works in its own namespace.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>An image whose argument is a shell script.</summary>
    public const string Image = "settlement:dev";

    private ApiServerProcess? _server;
    private SandboxCluster? _cluster;
    private k8s.Kubernetes? _client;
    private int _namespaces;

    public ApiServerProcess Server => _server ?? throw Missing();

    public k8s.Kubernetes Client => _client ?? throw Missing();

    public string StateDirectory { get; } = Directory.CreateTempSubdirectory("settlement-sandbox-").FullName;

    public static SandboxClusterOptions Options(string stateDirectory) => new()
    {
        Images = new Dictionary<string, SandboxImage> { [Image] = new(["/bin/sh", "-c"]) },
        StateDirectory = stateDirectory,
        RestartBackOff = TimeSpan.FromMilliseconds(50),
        ShutdownGrace = TimeSpan.FromSeconds(2),
    };

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServerProcess.StartAsync();
        if (_server is not null)
        {
            _client = new k8s.Kubernetes(_server.Configuration);
            _cluster = await SandboxCluster.StartAsync(_server.Configuration, Options(StateDirectory), TimeProvider.System, NullLoggerFactory.Instance);
        }
    }

    /// <summary>A fresh namespace; skips the test where there is no server.</summary>
    public async Task<TestNamespace> NamespaceAsync()
    {
        Assert.SkipWhen(_server is null, "SETTLEMENT_APISERVER does not name an API server.");
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        return new TestNamespace(Client, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(StateDirectory, recursive: true);
    }

    private static InvalidOperationException Missing() => new("There is no API server.");
}

[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<ClusterFixture>
{
    public const string Name = "Cluster";
}
