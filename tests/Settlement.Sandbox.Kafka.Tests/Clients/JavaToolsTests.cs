using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Clients;

/// <summary>The tools of Apache Kafka's distribution against the embedded broker; against their own broker they are the truth anyway.</summary>
public sealed class JavaToolsTests(BrokerFixture brokers)
{
    [Fact]
    public async Task Topics_are_made_described_and_changed()
    {
        var (broker, topic) = (await brokers.OfAsync(BrokerKind.Embedded), Broker.Name("topic"));
        await RunAsync(broker, "kafka-topics.sh", "--create", "--topic", topic, "--partitions", "2", "--replication-factor", "1");
        await RunAsync(broker, "kafka-topics.sh", "--alter", "--topic", topic, "--partitions", "3");
        Assert.Contains(await RunAsync(broker, "kafka-topics.sh", "--describe", "--topic", topic), l => l.Contains("PartitionCount: 3", StringComparison.Ordinal));
        Assert.Contains(topic, await RunAsync(broker, "kafka-topics.sh", "--list"));
    }

    [Fact]
    public async Task The_console_writes_and_reads_in_a_group_whose_offsets_are_told()
    {
        var broker = await brokers.OfAsync(BrokerKind.Embedded);
        var (topic, group) = (await broker.TopicAsync(), Broker.Name("group"));
        await ClientProgram.RunAsync(ClientProgram.OfKafka("kafka-console-producer.sh"), ["--bootstrap-server", broker.BootstrapServers, "--topic", topic], "a\nb\n");
        Assert.Equal(["a", "b"], await RunAsync(
            broker, "kafka-console-consumer.sh", "--topic", topic, "--group", group, "--from-beginning", "--max-messages", "2", "--isolation-level", "read_committed"));
        Assert.Contains(await RunAsync(broker, "kafka-consumer-groups.sh", "--describe", "--group", group), l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, "0", "2", "2", "0", ..]);
        Assert.Equal([$"{topic}:0:2"], await RunAsync(broker, "kafka-get-offsets.sh", "--topic", topic));
    }

    [Fact]
    public async Task Open_transactions_are_listed_and_described()
    {
        var broker = await brokers.OfAsync(BrokerKind.Embedded);
        var (topic, id) = (await broker.TopicAsync(), Broker.Name("tx"));
        using var producer = broker.Transactional(id);
        producer.BeginTransaction();
        await producer.WriteAsync(topic, 0, "a");
        Assert.Contains(await RunAsync(broker, "kafka-transactions.sh", "list"), l => l.Contains(id, StringComparison.Ordinal) && l.Contains("Ongoing", StringComparison.Ordinal));
        Assert.Contains(await RunAsync(broker, "kafka-transactions.sh", "describe", "--transactional-id", id), l => l.Contains($"{topic}-0", StringComparison.Ordinal));
        producer.CommitTransaction();
    }

    private static Task<string[]> RunAsync(Broker broker, string script, params string[] arguments) =>
        ClientProgram.RunAsync(ClientProgram.OfKafka(script), ["--bootstrap-server", broker.BootstrapServers, .. arguments]);
}
