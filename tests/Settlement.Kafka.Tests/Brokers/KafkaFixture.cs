using Settlement.Kafka.Tests.Brokers;

[assembly: AssemblyFixture(typeof(KafkaFixture))]

namespace Settlement.Kafka.Tests.Brokers;

/// <summary>
/// The Kafka of this test run: the embedded broker; or, where <c>SETTLEMENT_KAFKA</c> is <c>real</c>, the one at <c>KAFKA_BOOTSTRAP_SERVERS</c>, else one from
/// <c>KAFKA_HOME</c>. Either is started when the first test asks. A real one that is asked for and absent skips the tests; where <c>CI</c> is true they fail.
/// </summary>
public sealed class KafkaFixture : IAsyncDisposable
{
    private readonly Lazy<Task<OwnBroker>> _own = new(StartAsync);

    /// <summary>Where the brokers are.</summary>
    public async Task<string> BootstrapServersAsync()
    {
        var given = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS");
        return !OwnBroker.UsesReal || string.IsNullOrEmpty(given) ? (await _own.Value).BootstrapServers : given;
    }

    /// <summary>A topic of the test's own.</summary>
    internal async Task<TestTopic> TopicAsync(int partitions = 1) => await TestTopic.CreateAsync(await BootstrapServersAsync(), partitions);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_own.IsValueCreated && _own.Value.IsCompletedSuccessfully)
            await (await _own.Value).DisposeAsync();
    }

    /// <summary>A distribution to start nodes from; skips or fails without one.</summary>
    internal static string RequireHome()
    {
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        if (!string.IsNullOrEmpty(home))
            return home;
        const string missing = "SETTLEMENT_KAFKA=real needs KAFKA_HOME, a Kafka distribution, or KAFKA_BOOTSTRAP_SERVERS, running brokers.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(missing);
        Assert.Skip(missing);
        return home!;
    }

    private static async Task<OwnBroker> StartAsync()
    {
        var server = await OwnBroker.PrepareAsync();
        await server.StartAsync();
        return server;
    }
}
