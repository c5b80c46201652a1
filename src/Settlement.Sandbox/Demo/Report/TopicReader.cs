using System.Text.Json;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>Reads the result topics as a consumer of results should: read committed, to their end.</summary>
internal sealed class TopicReader(string bootstrapServers, string prefix)
{
    private static readonly TimeSpan BrokerAnswers = TimeSpan.FromSeconds(20);

    /// <summary>What the topics hold of a run.</summary>
    /// <exception cref="SandboxException">Kafka does not answer, or a record is no result.</exception>
    public TopicFacts Read(string market, string tradingDay, int revision)
    {
        List<JsonNode> OfRun(string topic) =>
            [.. ReadAll($"{prefix}.{topic}").Where(row => (string?)row["market"] == market && (string?)row["tradingDay"] == tradingDay && (int?)row["revision"] == revision)];
        return new TopicFacts(
            [.. OfRun("runs").Select(static marker => (string?)marker["digest"])], OfRun("prices").Count, OfRun("positions").Count, OfRun("funds").Count, OfRun("journal").Count);
    }

    private List<JsonNode> ReadAll(string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "settlement-demo-report",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetLogHandler(static (_, _) => { }).Build();
        try
        {
            var rows = ReadAll(consumer, topic);
            consumer.Close();
            return rows;
        }
        catch (Exception unreadable) when (unreadable is KafkaException or JsonException)
        {
            throw new SandboxException($"Topic {topic} at {bootstrapServers} cannot be read back: {unreadable.Message}", unreadable);
        }
    }

    private static List<JsonNode> ReadAll(IConsumer<Ignore, string> consumer, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, BrokerAnswers).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        List<JsonNode> rows = [];
        for (var ended = 0; ended < partitions.Count;)
        {
            var result = consumer.Consume(BrokerAnswers) ?? throw new SandboxException($"{topic} was not read to its end within {BrokerAnswers.TotalSeconds:0} s.");
            if (result.IsPartitionEOF)
                ended++;
            else
                rows.Add(JsonNode.Parse(result.Message.Value)!);
        }
        return rows;
    }
}
