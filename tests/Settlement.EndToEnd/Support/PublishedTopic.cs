using Confluent.Kafka;

namespace Settlement.EndToEnd.Support;

/// <summary>Reads topics as consumers of them should: read committed.</summary>
internal static class PublishedTopic
{
    private static readonly TimeSpan BrokerAnswers = TimeSpan.FromSeconds(20);

    /// <summary>All records of a topic, to its end.</summary>
    public static IReadOnlyList<string> Read(string bootstrapServers, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "end-to-end",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, BrokerAnswers).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        List<string> values = [];
        for (var ended = 0; ended < partitions.Count;)
        {
            var result = consumer.Consume(BrokerAnswers) ?? throw new TimeoutException($"{topic} was not read to its end within {BrokerAnswers}");
            if (result.IsPartitionEOF)
                ended++;
            else
                values.Add(result.Message.Value);
        }

        consumer.Close();
        return values;
    }

    /// <summary>The record at an offset.</summary>
    public static string RecordAt(string bootstrapServers, string topic, int partition, long offset)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "end-to-end", EnableAutoCommit = false }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, partition, offset));
        var result = consumer.Consume(BrokerAnswers) ?? throw new TimeoutException($"{topic}, partition {partition}, offset {offset} was not read within {BrokerAnswers}");
        Assert.Equal(offset, result.Offset.Value);
        return result.Message.Value;
    }

    /// <summary>The partitions' ends, where whatever is written shows, also what is never committed.</summary>
    public static IReadOnlyList<TopicPartitionOffset> Ends(string bootstrapServers, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "end-to-end" }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return [.. admin.GetMetadata(topic, BrokerAnswers).Topics.Single().Partitions
            .Select(p => new TopicPartition(topic, p.PartitionId))
            .Select(p => new TopicPartitionOffset(p, consumer.QueryWatermarkOffsets(p, BrokerAnswers).High))];
    }
}
