using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Clients;

/// <summary>Clients that users have, beside Confluent.Kafka.</summary>
public sealed class OtherClientsTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task Kcat_writes_compressed_reads_and_joins_a_group(BrokerKind kind)
    {
        var kcat = ClientProgram.OnPath("kcat");
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        await ClientProgram.RunAsync(kcat, ["-b", broker.BootstrapServers, "-P", "-t", topic, "-z", "snappy", "-K", ":"], "k1:a\nk2:b\n");
        Assert.Equal(["0 k1 a", "1 k2 b"], await ClientProgram.RunAsync(kcat, ["-b", broker.BootstrapServers, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%o %k %s\\n"]));
        Assert.Equal(["a", "b"], await ClientProgram.RunAsync(
            kcat, ["-b", broker.BootstrapServers, "-G", Broker.Name("group"), "-q", "-e", "-c", "2", "-X", "auto.offset.reset=earliest", topic]));
        Assert.Contains((await ClientProgram.RunAsync(kcat, ["-b", broker.BootstrapServers, "-L", "-t", topic])), l => l.Contains($"topic \"{topic}\" with 1 partitions", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Kafkajs_transacts_and_reads_in_a_group(BrokerKind kind)
    {
        var (node, module) = (ClientProgram.OnPath("node"), ClientProgram.Tools("kafkajs-2.2.4"));
        var broker = await brokers.OfAsync(kind);
        var lines = await ClientProgram.RunAsync(
            node, [Path.Combine(AppContext.BaseDirectory, "Clients", "kafkajs.js"), module, broker.BootstrapServers, Broker.Name("topic"), Broker.Name("group")]);
        Assert.Equal(["again-0 again-1 committed-0 committed-1", "partitions with offsets 2, listed true"], lines);
    }
}
