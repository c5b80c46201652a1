using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Transactions;

/// <summary>A producer whose transactional id another one has taken can do nothing any more, by no request.</summary>
public sealed class FencingTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task A_zombie_is_fenced_on_every_request(BrokerKind kind)
    {
        var (broker, topic, zombie) = await StartAsync(kind);
        await zombie.AddPartitionsAsync(topic, 0);
        await zombie.ProduceAsync(topic, 0, 0, "zombie");
        var group = Broker.Name("group");
        var successor = await RawProducer.StartAsync(broker, zombie.TransactionalId);
        Assert.Equal(zombie.Id, successor.Id);
        Assert.True(successor.Epoch > zombie.Epoch);

        Assert.Equal(ErrorCode.ProducerFenced, await zombie.AddPartitionsAsync(topic, 0));
        Assert.Equal(ErrorCode.ProducerFenced, await zombie.AddOffsetsAsync(group));
        Assert.Equal(ErrorCode.ProducerFenced, await zombie.EndAsync(commit: true));
        Assert.Equal(ErrorCode.ProducerFenced, await zombie.EndAsync(commit: false));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await zombie.ProduceAsync(topic, 0, 1, "late")).Error);
        Assert.Equal(ErrorCode.ProducerFenced, await zombie.InitAsync(recover: true));
        Assert.Empty(broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Older_versions_of_the_requests_call_a_fenced_producer_by_its_epoch(BrokerKind kind)
    {
        var (broker, topic, zombie) = await StartAsync(kind);
        await RawProducer.StartAsync(broker, zombie.TransactionalId);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await zombie.AddPartitionsAsync(0, topic, [0]));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await zombie.AddOffsetsAsync(Broker.Name("group"), version: 0));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await zombie.EndAsync(commit: true, version: 0));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_zombie_commits_no_offsets(BrokerKind kind)
    {
        var (broker, topic, zombie) = await StartAsync(kind);
        var group = Broker.Name("group");
        await zombie.AddOffsetsAsync(group);
        Assert.Equal(ErrorCode.NoError, await zombie.CommitOffsetAsync(group, topic, 0, 5));
        var successor = await RawProducer.StartAsync(broker, zombie.TransactionalId);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await zombie.CommitOffsetAsync(group, topic, 0, 7));
        await successor.AddOffsetsAsync(group);
        await successor.CommitOffsetAsync(group, topic, 0, 9);
        await successor.EndAsync(commit: true);
        Assert.Equal((ErrorCode.NoError, 9L), await Settled.CommittedAsync(successor.Connection, group, topic, 0));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_late_end_of_the_predecessor_does_not_complete_the_successors_transaction(BrokerKind kind)
    {
        var (broker, topic, zombie) = await StartAsync(kind);
        await zombie.AddPartitionsAsync(topic, 0);
        await zombie.ProduceAsync(topic, 0, 0, "zombie");
        var successor = await RawProducer.StartAsync(broker, zombie.TransactionalId);
        await successor.AddPartitionsAsync(topic, 0);
        await successor.ProduceAsync(topic, 0, 0, "successor");
        Assert.Equal(ErrorCode.ProducerFenced, await zombie.EndAsync(commit: true));
        Assert.Empty(broker.Read(topic));
        Assert.Equal(ErrorCode.NoError, await successor.EndAsync(commit: false));
        Assert.Empty(broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_recovering_producer_goes_on_with_the_next_epoch(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await producer.AddPartitionsAsync(topic, 0);
        await producer.ProduceAsync(topic, 0, 0, "a");
        await producer.EndAsync(commit: false);
        var (id, epoch) = (producer.Id, producer.Epoch);
        Assert.Equal(ErrorCode.NoError, await producer.InitAsync(recover: true));
        Assert.Equal(id, producer.Id);
        Assert.True(producer.Epoch > epoch);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Another_producers_id_is_no_pass_to_a_transaction(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        var stranger = await RawProducer.StartAsync(broker, Broker.Name("tx"));
        var forged = new RawProducer(stranger.Connection, producer.TransactionalId) { Id = stranger.Id, Epoch = stranger.Epoch };
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await forged.AddPartitionsAsync(topic, 0));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await forged.EndAsync(commit: true));
        var unknown = new RawProducer(stranger.Connection, Broker.Name("tx")) { Id = stranger.Id, Epoch = stranger.Epoch };
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await unknown.AddPartitionsAsync(topic, 0));
    }

    private async Task<(Broker Broker, string Topic, RawProducer Producer)> StartAsync(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        return (broker, await broker.TopicAsync(), await RawProducer.StartAsync(broker, Broker.Name("tx")));
    }
}
