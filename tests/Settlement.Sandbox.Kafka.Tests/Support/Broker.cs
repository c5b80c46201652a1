using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Support;

/// <summary>A running broker and the clients that tests speak to it with.</summary>
internal sealed class Broker(BrokerKind kind, string bootstrapServers)
{
    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public BrokerKind Kind => kind;

    public string BootstrapServers => bootstrapServers;

    /// <summary>A name that no other test has.</summary>
    public static string Name(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Creates a topic of the test's own.</summary>
    public async Task<string> TopicAsync(int partitions = 1, Dictionary<string, string>? settings = null)
    {
        var name = Name("topic");
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = settings }]);
        // Apache Kafka acknowledges a topic before its node serves the partitions.
        await using var connection = await ConnectAsync();
        await Settled.UntilAsync("the topic is served", async () =>
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                if ((await connection.ListOffsetAsync(name, partition, -1)).Error != ErrorCode.NoError)
                    return false;
            }
            return true;
        });
        return name;
    }

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler(static (_, _) => { }).Build();

    public IProducer<string?, byte[]> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrapServers, LingerMs = 0, EnableIdempotence = true, MessageTimeoutMs = (int)Patience.TotalMilliseconds };
        configure?.Invoke(config);
        return new ProducerBuilder<string?, byte[]>(config).SetLogHandler(static (_, _) => { }).Build();
    }

    /// <summary>A transactional producer whose transactions are initialised.</summary>
    public IProducer<string?, byte[]> Transactional(string? id = null, Action<ProducerConfig>? configure = null)
    {
        var producer = Producer(c =>
        {
            c.TransactionalId = id ?? Name("tx");
            configure?.Invoke(c);
        });
        producer.InitTransactions(Patience);
        return producer;
    }

    public IConsumer<string?, byte[]> Consumer(Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = Name("group"),
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 100,
            CheckCrcs = true,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<string?, byte[]>(config).SetLogHandler(static (_, _) => { }).Build();
    }

    /// <summary>A connection that speaks the protocol itself.</summary>
    public Task<RawConnection> ConnectAsync(string clientId = "raw") => RawConnection.OpenAsync(bootstrapServers, clientId);

    /// <summary>Everything that a partition has for a reader now, as texts, through Confluent.Kafka.</summary>
    public IReadOnlyList<string> Read(string topic, int partition = 0, IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        [.. ReadRecords(topic, partition, isolation).Select(r => Text(r.Message.Value))];

    /// <inheritdoc cref="Read"/>
    public IReadOnlyList<ConsumeResult<string?, byte[]>> ReadRecords(string topic, int partition = 0, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var consumer = Consumer(c => (c.EnablePartitionEof, c.IsolationLevel) = (true, isolation));
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        List<ConsumeResult<string?, byte[]>> read = [];
        while (true)
        {
            var next = consumer.Consume(Patience) ?? throw new TimeoutException($"{topic}-{partition}: neither a record nor the end after {read.Count} records");
            if (next.IsPartitionEOF)
                return read;
            read.Add(next);
        }
    }

    public static string Text(byte[] value) => System.Text.Encoding.UTF8.GetString(value);

    public static Message<string?, byte[]> Message(string text) => new() { Value = System.Text.Encoding.UTF8.GetBytes(text) };
}
