using Confluent.Kafka;

namespace Settlement.Kafka.Connection;

/// <summary>
/// Client configurations in three layers: our tuning, the user's properties, then what the guarantees rest on. The last one wins, so
/// that no property can weaken them.
/// </summary>
internal static class KafkaConfigs
{
    internal static AdminClientConfig Admin(KafkaConnection connection)
    {
        var config = new AdminClientConfig(Layered(connection, []));
        config.BootstrapServers = connection.BootstrapServers;
        return config;
    }

    /// <summary>A consumer of committed records that commits nothing and never jumps over a lost range.</summary>
    internal static ConsumerConfig Consumer(KafkaConnection connection, string groupId)
    {
        var config = new ConsumerConfig(Layered(connection, new Dictionary<string, string>
        {
            ["fetch.wait.max.ms"] = "50",
            ["fetch.queue.backoff.ms"] = "10",
            ["topic.metadata.refresh.interval.ms"] = "2000",
        }));
        config.BootstrapServers = connection.BootstrapServers;
        config.GroupId = groupId;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.CheckCrcs = true;
        config.EnablePartitionEof = true;
        config.AllowAutoCreateTopics = false;
        config.ConsumeResultFields = "none";
        return config;
    }

    /// <summary>A producer for one transaction.</summary>
    internal static ProducerConfig TransactionalProducer(KafkaConnection connection, string transactionalId, TimeSpan transactionTimeout)
    {
        var config = new ProducerConfig(Layered(connection, new Dictionary<string, string>
        {
            ["linger.ms"] = "5",
            ["compression.type"] = "lz4",
        }));
        config.BootstrapServers = connection.BootstrapServers;
        config.TransactionalId = transactionalId;
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.TransactionTimeoutMs = (int)transactionTimeout.TotalMilliseconds;
        config.EnableDeliveryReports = false;
        return config;
    }

    private static Dictionary<string, string> Layered(KafkaConnection connection, Dictionary<string, string> tuning)
    {
        var layered = new Dictionary<string, string>(tuning)
        {
            // A broker that comes back is found within a second, not within ten.
            ["reconnect.backoff.max.ms"] = "1000",
            ["client.id"] = "settlement",
        };
        foreach (var (name, value) in connection.Properties)
            layered[name] = value;
        return layered;
    }
}
