using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Settlement.Domain.Reference;
using Settlement.Kafka.Connection;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Tests.Wire;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Brokers;

/// <summary>A topic of one test, and ways to write trades into it.</summary>
internal sealed class TestTopic
{
    private TestTopic(string bootstrapServers, string name) => (BootstrapServers, Name) = (bootstrapServers, name);

    /// <summary>For tests that wait until the group gives a dead member up. Brokers that were not started here may refuse less than 6 s.</summary>
    internal static TimeSpan ShortSession =>
        TimeSpan.FromSeconds(OwnBroker.UsesReal && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS")) ? 6 : 3);

    internal string BootstrapServers { get; }

    internal string Name { get; }

    internal KafkaConnection Connection => new() { BootstrapServers = BootstrapServers };

    internal static TestTopic Absent(string bootstrapServers) => new(bootstrapServers, "trades-" + Guid.NewGuid().ToString("N"));

    internal static async Task<TestTopic> CreateAsync(string bootstrapServers, int partitions)
    {
        var topic = Absent(bootstrapServers);
        await topic.CreateAsync(partitions);
        return topic;
    }

    internal async Task CreateAsync(int partitions)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = Name, NumPartitions = partitions, ReplicationFactor = 1 }]);
    }

    internal IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();

    internal TradeFeedOptions Options(string member = "settler-0", string? group = null, TradeFormat format = TradeFormat.Json) => new()
    {
        Connection = Connection,
        Topic = Name,
        Format = format,
        GroupId = group ?? "group-" + Name,
        GroupInstanceId = member,
        SessionTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Writes trades with these sequences, outside of any transaction.</summary>
    internal async Task WriteAsync(int partition, params IEnumerable<long> sequences)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = BootstrapServers, LingerMs = 0 }).Build();
        await Task.WhenAll(sequences.Select(s => producer.ProduceAsync(new TopicPartition(Name, partition), Message(s))).ToArray());
    }

    /// <summary>Writes raw values.</summary>
    internal async Task WriteAsync(int partition, params byte[][] values)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = BootstrapServers, LingerMs = 0 }).Build();
        foreach (var value in values)
            await producer.ProduceAsync(new TopicPartition(Name, partition), new Message<Null, byte[]> { Value = value });
    }

    /// <summary>Deletes what lies before an offset, as retention does.</summary>
    internal async Task DeleteBeforeAsync(int partition, long offset)
    {
        using var admin = Admin();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(Name, partition, offset)]);
    }

    /// <summary>Opens a transaction and writes trades in it; commit or abort is the caller's.</summary>
    internal OpenTransaction Begin(int partition, params long[] sequences)
    {
        var transaction = new OpenTransaction(BootstrapServers);
        transaction.Write(Name, partition, sequences);
        return transaction;
    }

    internal static Message<Null, byte[]> Message(long sequence) => new() { Value = TradeEncoder.Encode(Venue.Trade(sequence), TradeFormat.Json) };

    internal static ReferenceData Reference => Venue.Reference;
}

/// <summary>A transaction of a venue's gateway.</summary>
internal sealed class OpenTransaction : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IProducer<string, byte[]> _producer;

    internal OpenTransaction(string bootstrapServers)
    {
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            TransactionalId = "gateway-" + Guid.NewGuid(),
            LingerMs = 0,
        }).Build();
        _producer.InitTransactions(Patience);
        _producer.BeginTransaction();
    }

    internal void Write(string topic, int partition, params long[] sequences)
    {
        foreach (var sequence in sequences)
            _producer.Produce(new TopicPartition(topic, partition), new Message<string, byte[]> { Key = "GCZ3", Value = TestTopic.Message(sequence).Value });
        _producer.Flush(Patience);
    }

    internal void Commit() => _producer.CommitTransaction();

    internal void Abort() => _producer.AbortTransaction();

    public void Dispose() => _producer.Dispose();
}
