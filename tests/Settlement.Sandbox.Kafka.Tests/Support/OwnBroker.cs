using Settlement.Sandbox.Kafka;

namespace Settlement.KafkaSuite.Support;

/// <summary>A broker of a test's own, because its faults would hit others.</summary>
internal sealed class OwnBroker(EmbeddedBroker embedded) : IAsyncDisposable
{
    public EmbeddedBroker Embedded => embedded;

    public Broker Clients { get; } = new(BrokerKind.Embedded, embedded.BootstrapServers);

    public static async Task<OwnBroker> StartAsync(BrokerOptions? options = null) => new(await EmbeddedBroker.StartAsync(options));

    public ValueTask DisposeAsync() => embedded.DisposeAsync();
}
