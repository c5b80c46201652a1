using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Producers;

/// <summary>Sequences of idempotent producers.</summary>
public sealed class IdempotenceTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task A_repeated_batch_is_acknowledged_with_its_old_offset_and_not_written(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await producer.ProduceAsync(topic, 0, 0, "a", "b"));
        Assert.Equal(new Produced(ErrorCode.NoError, 2), await producer.ProduceAsync(topic, 0, 2, "c"));
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await producer.ProduceAsync(topic, 0, 0, "a", "b"));
        Assert.Equal(new Produced(ErrorCode.NoError, 2), await producer.ProduceAsync(topic, 0, 2, "c"));
        Assert.Equal(["a", "b", "c"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task The_last_five_batches_are_remembered_and_an_older_one_is_refused(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        for (var i = 0; i < 6; i++)
            Assert.Equal(new Produced(ErrorCode.NoError, i), await producer.ProduceAsync(topic, 0, i, $"{i}"));
        for (var i = 1; i < 6; i++)
            Assert.Equal(new Produced(ErrorCode.NoError, i), await producer.ProduceAsync(topic, 0, i, $"{i}"));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await producer.ProduceAsync(topic, 0, 0, "0")).Error);
        Assert.Equal(6, broker.Read(topic).Count);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_gap_is_refused_and_writes_nothing(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        await producer.ProduceAsync(topic, 0, 0, "a");
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await producer.ProduceAsync(topic, 0, 2, "c")).Error);
        Assert.Equal(new Produced(ErrorCode.NoError, 1), await producer.ProduceAsync(topic, 0, 1, "b"));
        Assert.Equal(["a", "b"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_batch_that_begins_as_an_old_one_and_ends_elsewhere_is_no_duplicate(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        await producer.ProduceAsync(topic, 0, 0, "a", "b");
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await producer.ProduceAsync(topic, 0, 0, "a")).Error);
        Assert.Equal(["a", "b"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Sequences_are_counted_for_each_partition(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind, partitions: 2);
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await producer.ProduceAsync(topic, 0, 0, "a"));
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await producer.ProduceAsync(topic, 1, 0, "b"));
        Assert.Equal(["b"], broker.Read(topic, 1));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Sequences_of_a_new_epoch_begin_at_zero(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await producer.ProduceAsync(topic, 0, 0, "a");
        producer.Epoch++;
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await producer.ProduceAsync(topic, 0, 1, "b")).Error);
        Assert.Equal(new Produced(ErrorCode.NoError, 1), await producer.ProduceAsync(topic, 0, 0, "b"));
        producer.Epoch--;
        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await producer.ProduceAsync(topic, 0, 1, "c")).Error);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Sequences_wrap_around_to_zero(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        Assert.Equal(ErrorCode.NoError, (await producer.ProduceAsync(topic, 0, int.MaxValue - 1, "a")).Error);
        Assert.Equal(ErrorCode.NoError, (await producer.ProduceAsync(topic, 0, int.MaxValue, "b", "c")).Error);
        Assert.Equal(new Produced(ErrorCode.NoError, 1), await producer.ProduceAsync(topic, 0, int.MaxValue, "b", "c"));
        Assert.Equal(ErrorCode.NoError, (await producer.ProduceAsync(topic, 0, 1, "d")).Error);
        Assert.Equal(["a", "b", "c", "d"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_batch_without_producer_is_written_as_often_as_it_is_sent(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        (producer.Id, producer.Epoch) = (-1, -1);
        Assert.Equal(0, (await producer.ProduceAsync(topic, 0, -1, "a")).Offset);
        Assert.Equal(1, (await producer.ProduceAsync(topic, 0, -1, "a")).Offset);
        Assert.Equal(["a", "a"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_damaged_batch_is_refused(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        var batch = producer.Batch(0, "a");
        batch[^2] ^= 1;
        Assert.Equal(ErrorCode.InvalidMsg, (await producer.Connection.ProduceAsync(null, topic, 0, batch)).Error);
        Assert.Empty(broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Answers_come_in_the_order_of_the_requests(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await using var connection = producer.Connection;
        await connection.SendFetchAsync(topic, 0, 0, maxWait: 300);
        for (var i = 0; i < 5; i++)
            await connection.SendProduceAsync(null, topic, 0, producer.Batch(i, $"{i}"));
        Assert.Equal(ErrorCode.NoError, (await connection.ReceiveFetchedAsync()).Error);
        for (var i = 0; i < 5; i++)
            Assert.Equal(new Produced(ErrorCode.NoError, i), await connection.ReceiveProducedAsync());
    }

    private async Task<(Broker Broker, string Topic, RawProducer Producer)> StartAsync(BrokerKind kind, int partitions = 1)
    {
        var broker = await brokers.OfAsync(kind);
        return (broker, await broker.TopicAsync(partitions), await RawProducer.StartAsync(broker));
    }
}
