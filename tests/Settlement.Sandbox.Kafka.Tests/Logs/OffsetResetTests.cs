using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Logs;

/// <summary>Where a consumer begins when it has no offset, or one that is gone.</summary>
public sealed class OffsetResetTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task Without_an_offset_a_consumer_begins_where_its_setting_says(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        using var producer = broker.Producer();
        await producer.WriteAsync(topic, 0, "old");
        using var earliest = broker.Consumer(c => c.AutoOffsetReset = AutoOffsetReset.Earliest);
        earliest.Assign(new TopicPartition(topic, 0));
        Assert.Equal("old", Broker.Text(earliest.Consume(Broker.Patience).Message.Value));
        using var latest = broker.Consumer(c => (c.AutoOffsetReset, c.EnablePartitionEof) = (AutoOffsetReset.Latest, true));
        latest.Assign(new TopicPartition(topic, 0));
        Assert.True(latest.Consume(Broker.Patience).IsPartitionEOF);
        await producer.WriteAsync(topic, 0, "new");
        Assert.Equal("new", Broker.Text(latest.Consume(Broker.Patience).Message.Value));
        using var strict = broker.Consumer(c => c.AutoOffsetReset = AutoOffsetReset.Error);
        strict.Assign(new TopicPartition(topic, 0));
        Assert.Equal(ErrorCode.Local_AutoOffsetReset, Assert.Throws<ConsumeException>(() => strict.Consume(Broker.Patience)).Error.Code);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_range_that_was_deleted_is_an_error_or_a_reset(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        using var producer = broker.Producer();
        await producer.WriteAsync(topic, 0, "0", "1", "2", "3");
        using (var admin = broker.Admin())
            Assert.Equal(3, (await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 3)])).Single().Offset.Value);
        using var strict = broker.Consumer(c => c.AutoOffsetReset = AutoOffsetReset.Error);
        strict.Assign(new TopicPartitionOffset(topic, 0, 1));
        Assert.Equal(ErrorCode.Local_AutoOffsetReset, Assert.Throws<ConsumeException>(() => strict.Consume(Broker.Patience)).Error.Code);
        using var earliest = broker.Consumer();
        earliest.Assign(new TopicPartitionOffset(topic, 0, 1));
        Assert.Equal(3, earliest.Consume(Broker.Patience).Offset.Value);
        Assert.Equal((3, 4), (earliest.QueryWatermarkOffsets(new TopicPartition(topic, 0), Broker.Patience).Low.Value, earliest.QueryWatermarkOffsets(new TopicPartition(topic, 0), Broker.Patience).High.Value));
    }
}
