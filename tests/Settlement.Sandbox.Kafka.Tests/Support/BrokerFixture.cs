using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;
using Settlement.Sandbox.Kafka;
using Settlement.Tests.Brokers;

[assembly: AssemblyFixture(typeof(BrokerFixture))]

namespace Settlement.KafkaSuite.Support;

/// <summary>One broker of each kind, started when the first test asks. Each test has topics, groups and transactional ids of its own.</summary>
public sealed class BrokerFixture : IAsyncDisposable
{
    // Transactions that timed out are looked for every 10 s by default; only then a test would see it.
    private const string Settings = """
        transaction.abort.timed.out.transaction.cleanup.interval.ms=100
        group.initial.rebalance.delay.ms=0
        """;

    private readonly Lazy<Task<KafkaServer>> _kafka = new(StartKafkaAsync);
    private readonly Lazy<Task<EmbeddedBroker>> _embedded = new(() => EmbeddedBroker.StartAsync(new BrokerOptions { AutoCreateTopics = false }));

    /// <summary>The broker of a kind.</summary>
    internal async Task<Broker> OfAsync(BrokerKind kind) => kind switch
    {
        BrokerKind.Kafka => new Broker(kind, (await _kafka.Value).BootstrapServers),
        _ => new Broker(kind, (await _embedded.Value).BootstrapServers),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_kafka.IsValueCreated && _kafka.Value.IsCompletedSuccessfully)
            await (await _kafka.Value).DisposeAsync();
        if (_embedded.IsValueCreated)
            await (await _embedded.Value).DisposeAsync();
    }

    private static async Task<KafkaServer> StartKafkaAsync()
    {
        var server = await KafkaServer.PrepareAsync(Brokers.Home!, Settings);
        await server.StartAsync();
        await Coordinators.AwaitCoordinatorsAsync(server.BootstrapServers);
        return server;
    }
}
