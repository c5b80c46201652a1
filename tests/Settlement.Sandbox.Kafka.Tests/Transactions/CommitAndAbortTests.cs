using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Transactions;

/// <summary>What readers see of transactions, through Confluent.Kafka.</summary>
public sealed class CommitAndAbortTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task A_committed_transaction_is_seen_in_all_its_topics_and_partitions(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        string[] topics = [await broker.TopicAsync(3), await broker.TopicAsync(2)];
        using var producer = broker.Transactional();
        producer.BeginTransaction();
        foreach (var topic in topics)
        {
            for (var i = 0; i < 6; i++)
                producer.Produce(new TopicPartition(topic, i % 2), Broker.Message($"{i}"));
        }
        producer.CommitTransaction();
        foreach (var topic in topics)
        {
            Assert.Equal(["0", "2", "4"], broker.Read(topic, 0));
            Assert.Equal(["1", "3", "5"], broker.Read(topic, 1));
        }
        Assert.Empty(broker.Read(topics[0], 2));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task An_aborted_transaction_is_never_seen_by_readers_of_committed_records(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync(2);
        using var producer = broker.Transactional();
        producer.Transact(topic, [0, 1], commit: true, "a");
        producer.Transact(topic, [0, 1], commit: false, "b", "c");
        producer.Transact(topic, [0, 1], commit: true, "d");
        producer.Transact(topic, [0, 1], commit: false, "e");
        foreach (var partition in new[] { 0, 1 })
        {
            Assert.Equal(["a", "d"], broker.Read(topic, partition));
            Assert.Equal(["a", "b", "c", "d", "e"], broker.Read(topic, partition, IsolationLevel.ReadUncommitted));
        }
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Interleaved_transactions_are_read_in_the_order_of_the_log(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        using var first = broker.Transactional();
        using var second = broker.Transactional();
        first.BeginTransaction();
        second.BeginTransaction();
        foreach (var (producer, text) in new[] { (first, "1"), (second, "2"), (first, "3"), (second, "4"), (first, "5") })
            await producer.WriteAsync(topic, 0, text);
        second.AbortTransaction();
        first.CommitTransaction();
        Assert.Equal(["1", "3", "5"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task An_open_transaction_holds_readers_at_its_first_record(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        using var open = broker.Transactional();
        using var plain = broker.Producer();
        await plain.WriteAsync(topic, 0, "before");
        open.BeginTransaction();
        await open.WriteAsync(topic, 0, "in it");
        await plain.WriteAsync(topic, 0, "after");
        Assert.Equal(["before"], broker.Read(topic));
        Assert.Equal(["before", "in it", "after"], broker.Read(topic, 0, IsolationLevel.ReadUncommitted));
        using var consumer = broker.Consumer(c => c.IsolationLevel = IsolationLevel.ReadCommitted);
        Assert.Equal(1, consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Broker.Patience).High.Value);
        open.CommitTransaction();
        Assert.Equal(["before", "in it", "after"], broker.Read(topic));
        Assert.Equal(4, consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Broker.Patience).High.Value);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_successor_aborts_what_its_predecessor_left_open_and_fences_it(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        var id = Broker.Name("tx");
        using var zombie = broker.Transactional(id);
        zombie.BeginTransaction();
        await zombie.WriteAsync(topic, 0, "zombie");
        using var successor = broker.Transactional(id);
        successor.Transact(topic, [0], commit: true, "successor");
        var refusal = Assert.Throws<KafkaException>(() => zombie.CommitTransaction());
        Assert.Equal((ErrorCode.Local_Fenced, true), (refusal.Error.Code, refusal.Error.IsFatal));
        Assert.Equal(["successor"], broker.Read(topic));
    }
}
