namespace Settlement.Sandbox.Tests.Clients;

/// <summary>One cluster on each kind of server, started when the first story asks for it.</summary>
public sealed class ClientFixture : IAsyncLifetime
{
    private readonly Dictionary<ServerKind, ClientCluster> _clusters = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters.Values)
        {
            await cluster.DisposeAsync();
        }
    }

    // The tests of a collection run one after the other.
    internal async Task<ClientCluster> OnAsync(ServerKind kind) =>
        _clusters.TryGetValue(kind, out var cluster) ? cluster : _clusters[kind] = await ClientCluster.StartAsync(kind);
}

[CollectionDefinition(Name)]
public sealed class ClientCollection : ICollectionFixture<ClientFixture>
{
    public const string Name = "Clients";
}
