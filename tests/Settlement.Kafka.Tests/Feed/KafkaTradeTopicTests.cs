using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Ports;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Tests.Brokers;

namespace Settlement.Kafka.Tests.Feed;

/// <summary>Questions about the topic as a whole.</summary>
public sealed class KafkaTradeTopicTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Absent_topic_is_reported_and_not_created_by_asking()
    {
        var topic = TestTopic.Absent(await kafka.BootstrapServersAsync());
        using var asked = Ask(topic);

        var failure = await Assert.ThrowsAsync<FeedException>(() => asked.HighWatermarksAsync(Cancel));
        Assert.Equal((FeedFailure.TopicAbsent, true), (failure.Reason, failure.CanRetry));
        Assert.Equal(FeedFailure.TopicAbsent, (await Assert.ThrowsAsync<FeedException>(() => asked.LowWatermarksAsync(Cancel))).Reason);

        await topic.CreateAsync(1);
        Assert.Equal(0, (await asked.HighWatermarksAsync(Cancel))[0]);
    }

    [Fact]
    public async Task Brokers_out_of_reach_are_reported_with_their_address()
    {
        var topic = TestTopic.Absent("127.0.0.1:1");
        using var asked = new KafkaTradeTopic(topic.Connection with { RequestTimeout = TimeSpan.FromSeconds(1) }, topic.Name, NullLogger<KafkaTradeTopic>.Instance);

        var failure = await Assert.ThrowsAsync<FeedException>(() => asked.HighWatermarksAsync(Cancel));

        Assert.Equal((FeedFailure.KafkaUnavailable, true), (failure.Reason, failure.CanRetry));
        Assert.Contains("127.0.0.1:1", failure.Message);
    }

    [Fact]
    public async Task High_watermark_counts_records_of_open_transactions()
    {
        var topic = await kafka.TopicAsync(partitions: 2);
        await topic.WriteAsync(0, 1, 2);
        using var transaction = topic.Begin(0, 3, 4, 5);
        using var asked = Ask(topic);

        var high = await asked.HighWatermarksAsync(Cancel);

        Assert.Equal(2, high.Count);
        Assert.Equal((5, 0), (high[0], high[1]));
    }

    [Fact]
    public async Task Low_watermark_is_the_first_offset_that_is_left()
    {
        var topic = await kafka.TopicAsync(partitions: 2);
        await topic.WriteAsync(1, 1, 2, 3);
        await topic.DeleteBeforeAsync(1, 2);
        using var asked = Ask(topic);

        var low = await asked.LowWatermarksAsync(Cancel);

        Assert.Equal((0, 2), (low[0], low[1]));
    }

    [Fact]
    public async Task Added_partitions_are_seen()
    {
        var topic = await kafka.TopicAsync();
        using var asked = Ask(topic);
        Assert.Single(await asked.HighWatermarksAsync(Cancel));
        using (var admin = topic.Admin())
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic.Name, IncreaseTo = 3 }]);

        Assert.Equal([0, 1, 2], (await asked.HighWatermarksAsync(Cancel)).Keys.Order());
    }

    [Fact]
    public async Task Added_partition_is_read_too()
    {
        var topic = await kafka.TopicAsync();
        await using var reader = new FeedReader(topic.Options());
        await reader.UntilAsync(() => reader.Events.Count > 0);
        using (var admin = topic.Admin())
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic.Name, IncreaseTo = 2 }]);

        await topic.WriteAsync(1, 11);
        await reader.UntilAsync(1, 1);

        Assert.Equal([11], reader.Records.Select(r => r.Sequence));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static KafkaTradeTopic Ask(TestTopic topic) => new(topic.Connection, topic.Name, NullLogger<KafkaTradeTopic>.Instance);
}
