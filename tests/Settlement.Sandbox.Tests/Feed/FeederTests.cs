using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Feed;

public sealed class FeederTests
{
    private const int Partitions = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_consumers_see_is_the_venues_feed_with_its_duplicates_and_never_an_aborted_record()
    {
        var token = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        await using var state = await StateDirectory.OpenAsync(directory["state"], NullLogger.Instance, TimeProvider.System, token);
        await using var kafka = await KafkaServer.EmbedAsync(state, NullLogger.Instance, TimeProvider.System, token);
        await kafka.CreateTopicAsync("trades", Partitions, token);
        var options = new FeederOptions { BootstrapServers = kafka.BootstrapServers, Partitioning = FeedPartitioning.RoundRobin, Format = TradeFormat.Protobuf };

        var missing = await Assert.ThrowsAsync<SandboxException>(() => Feeder.OpenAsync(options with { Topic = "absent" }, TimeProvider.System, token));
        Assert.Contains("Topic absent", missing.Message, StringComparison.Ordinal);

        await using var feeder = await Feeder.OpenAsync(options, TimeProvider.System, token);
        var trades = Trades.Some(300);
        var plan = new FeedPlan
        {
            Duplicates = 20,
            AbortedTransactions = 4,
            OpenTransaction = 10,
            Skip = new HashSet<(int, long)> { (1, 5) },
        };
        var report = await feeder.SendAsync(trades, plan, token);
        Assert.Equal((299, 20, 10, 1), (report.Trades, report.Duplicates, report.Open, report.Skipped));
        Assert.Equal(12, report.AbortedRecords);

        feeder.CommitOpenTransaction();
        Assert.Equal(1, await feeder.SendSkippedAsync(token));
        await feeder.EndSessionAsync(Trades.Day, token);

        var seen = Consume(kafka.BootstrapServers, expected: 300 + 20 + Partitions);
        var gateway = new VenueGateway(Partitions, FeedPartitioning.RoundRobin);
        List<NumberedRecord> numbered = [.. trades.Select(gateway.Number)];
        var expected = numbered.Concat(gateway.EndSession(Trades.Day))
            .Select(record => (record.Partition, Convert.ToHexString(TradeEncoder.Encode(record.Message, TradeFormat.Protobuf))))
            .ToHashSet();
        Assert.Equal(expected, seen.ToHashSet());
        Assert.Equal(20, seen.Count - expected.Count);
    }

    // What read_committed shows. An aborted record would lie before the last one that is expected, and so take the place of one.
    private static List<(int Partition, string Value)> Consume(string bootstrapServers, int expected)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "test",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset("trades", partition, Offset.Beginning)));
        List<(int, string)> seen = [];
        while (seen.Count < expected)
        {
            var result = consumer.Consume(Patience);
            Assert.True(result is not null, $"only {seen.Count} of {expected} records came within {Patience}");
            seen.Add((result.Partition.Value, Convert.ToHexString(result.Message.Value)));
        }
        return seen;
    }
}
