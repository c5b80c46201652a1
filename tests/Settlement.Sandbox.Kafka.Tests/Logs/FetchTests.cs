using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Logs;

/// <summary>Where and when a fetch finds records.</summary>
public sealed class FetchTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task An_append_wakes_a_fetch_before_its_longest_wait(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        await using var reader = await broker.ConnectAsync();
        await reader.SendFetchAsync(topic, 0, 0, maxWait: 50_000);
        await producer.Connection.ListOffsetAsync(topic, 0, -1);
        Assert.False(reader.HasAnswer);
        await producer.ProduceAsync(topic, 0, 0, "a");
        var fetched = await reader.ReceiveFetchedAsync().WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        Assert.Equal(["a"], fetched.Batches[0].Texts());
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_fetch_that_finds_nothing_is_answered_when_its_wait_is_over(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        var fetched = await producer.Connection.FetchAsync(topic, 0, 0, maxWait: 50);
        Assert.Equal((ErrorCode.NoError, 0L, 0), (fetched.Error, fetched.HighWatermark, fetched.Batches.Count));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Offsets_beyond_both_ends_are_out_of_range(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        await producer.ProduceAsync(topic, 0, 0, "a");
        await producer.ProduceAsync(topic, 0, 1, "b");
        await producer.ProduceAsync(topic, 0, 2, "c");
        using (var admin = broker.Admin())
            await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 2)]);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await producer.Connection.FetchAsync(topic, 0, 1)).Error);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await producer.Connection.FetchAsync(topic, 0, 4)).Error);
        Assert.Equal(ErrorCode.NoError, (await producer.Connection.FetchAsync(topic, 0, 3)).Error);
        var fetched = await producer.Connection.FetchAsync(topic, 0, 2);
        Assert.Equal((2, "c"), (fetched.LogStart, fetched.Batches.Single().Texts().Single()));
        Assert.Equal(2, (await producer.Connection.ListOffsetAsync(topic, 0, -2)).Offset);
        Assert.Equal(["c"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_fetch_within_a_batch_gives_the_whole_batch(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await producer.ProduceAsync(topic, 0, 0, "a", "b", "c");
        await producer.ProduceAsync(topic, 0, 3, "d");
        var fetched = await producer.Connection.FetchAsync(topic, 0, 1);
        Assert.Equal([0, 3], fetched.Batches.Select(b => b.BaseOffset));
        Assert.All(fetched.Batches, b => Assert.True(b.CrcValid));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_batch_that_is_bigger_than_the_limit_comes_alone_and_whole(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        var big = new string('x', 10_000);
        await producer.ProduceAsync(topic, 0, 0, big);
        await producer.ProduceAsync(topic, 0, 1, "small");
        var fetched = await producer.Connection.FetchAsync(topic, 0, 0, maxBytes: 100);
        Assert.Equal([big], fetched.Batches.Single().Texts());
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task An_unknown_topic_or_partition_is_told(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await producer.Connection.FetchAsync(topic, 9, 0)).Error);
        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await producer.Connection.FetchAsync("none", 0, 0)).Error);
        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await producer.Connection.ListOffsetAsync(topic, 9, -1)).Error);
        var batch = producer.Batch(0, "a");
        Assert.Equal(ErrorCode.UnknownTopicOrPart, (await producer.Connection.ProduceAsync(null, topic, 9, batch)).Error);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_producer_that_wants_no_acknowledgement_gets_none(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await producer.Connection.SendUnansweredProduceAsync(topic, 0, producer.Batch(0, "a"));
        Assert.Equal(1, (await producer.Connection.ListOffsetAsync(topic, 0, -1)).Offset);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_deleted_topic_is_gone(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        using var admin = broker.Admin();
        await admin.DeleteTopicsAsync([topic]);
        await Settled.UntilAsync("the topic is gone", async () => (await producer.Connection.FetchAsync(topic, 0, 0)).Error is ErrorCode.UnknownTopicOrPart);
    }

    private async Task<(Broker Broker, string Topic, RawProducer Producer)> StartAsync(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        return (broker, await broker.TopicAsync(), await RawProducer.StartAsync(broker));
    }
}
