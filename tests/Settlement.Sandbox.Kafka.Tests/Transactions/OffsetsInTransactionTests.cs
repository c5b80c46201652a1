using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Transactions;

/// <summary>Offsets that are committed with a transaction, or not at all.</summary>
public sealed class OffsetsInTransactionTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task Offsets_are_there_once_the_transaction_commits_and_not_before(BrokerKind kind)
    {
        var (broker, topic, producer, group) = await StartAsync(kind);
        await using var connection = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.NoError, await producer.AddOffsetsAsync(group));
        Assert.Equal(ErrorCode.NoError, await producer.CommitOffsetAsync(group, topic, 0, 5));
        Assert.Equal((ErrorCode.NoError, -1L), await connection.CommittedAsync(group, topic, 0));
        Assert.Equal(ErrorCode.UnstableOffsetCommit, (await connection.CommittedAsync(group, topic, 0, requireStable: true)).Error);
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: true));
        Assert.Equal((ErrorCode.NoError, 5L), await Settled.CommittedAsync(connection, group, topic, 0));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Offsets_of_an_aborted_transaction_leave_the_old_ones(BrokerKind kind)
    {
        var (broker, topic, producer, group) = await StartAsync(kind);
        await using var connection = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.NoError, await connection.CommitAsync(group, topic, 0, 3));
        await producer.AddOffsetsAsync(group);
        await producer.CommitOffsetAsync(group, topic, 0, 5);
        Assert.Equal((ErrorCode.NoError, 3L), await connection.CommittedAsync(group, topic, 0));
        await producer.EndAsync(commit: false);
        Assert.Equal((ErrorCode.NoError, 3L), await Settled.CommittedAsync(connection, group, topic, 0));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_stale_generation_commits_no_offsets(BrokerKind kind)
    {
        var (broker, topic, producer, group) = await StartAsync(kind);
        await using var connection = await broker.ConnectAsync();
        var joined = await connection.JoinNewAsync(group);
        await connection.SyncAsync(group, joined.Member, (joined.Member.Id, "all"));
        await producer.AddOffsetsAsync(group);
        Assert.Equal(ErrorCode.NoError, await producer.CommitOffsetAsync(group, topic, 0, 5, joined.Member));
        Assert.Equal(ErrorCode.IllegalGeneration, await producer.CommitOffsetAsync(group, topic, 0, 6, joined.Member with { Generation = joined.Member.Generation - 1 }));
        Assert.Equal(ErrorCode.UnknownMemberId, await producer.CommitOffsetAsync(group, topic, 0, 7, joined.Member with { Id = "stranger" }));
        await producer.EndAsync(commit: true);
        Assert.Equal((ErrorCode.NoError, 5L), await Settled.CommittedAsync(connection, group, topic, 0));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_replaced_static_member_commits_no_offsets(BrokerKind kind)
    {
        var (broker, topic, producer, group) = await StartAsync(kind);
        await using var connection = await broker.ConnectAsync();
        var old = (await connection.JoinAsync(group, instanceId: "static")).Member;
        await connection.SyncAsync(group, old, (old.Id, "all"));
        await connection.JoinAsync(group, instanceId: "static");
        await producer.AddOffsetsAsync(group);
        Assert.Equal(ErrorCode.FencedInstanceId, await producer.CommitOffsetAsync(group, topic, 0, 5, old));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_producer_without_group_metadata_commits_for_a_group_that_has_members(BrokerKind kind)
    {
        var (broker, topic, producer, group) = await StartAsync(kind);
        await using var connection = await broker.ConnectAsync();
        var joined = await connection.JoinNewAsync(group);
        await connection.SyncAsync(group, joined.Member, (joined.Member.Id, "all"));
        await producer.AddOffsetsAsync(group);
        Assert.Equal(ErrorCode.NoError, await producer.CommitOffsetAsync(group, topic, 0, 5));
        await producer.EndAsync(commit: true);
        Assert.Equal((ErrorCode.NoError, 5L), await Settled.CommittedAsync(connection, group, topic, 0));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Records_and_offsets_commit_together_through_the_client(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var (input, output, group) = (await broker.TopicAsync(), await broker.TopicAsync(), Broker.Name("group"));
        using (var source = broker.Producer())
            await source.WriteAsync(input, 0, "1", "2", "3", "4");
        // Aborts its first attempt: the same records come again.
        foreach (var commit in new[] { false, true })
        {
            using var consumer = broker.Consumer(c => c.GroupId = group);
            using var producer = broker.Transactional("copy-" + group);
            consumer.Subscribe(input);
            producer.BeginTransaction();
            for (var i = 1; i <= 2; i++)
            {
                var record = consumer.Consume(Broker.Patience);
                Assert.Equal($"{i}", Broker.Text(record.Message.Value));
                producer.Produce(output, record.Message);
            }
            producer.SendOffsetsToTransaction([new TopicPartitionOffset(input, 0, 2)], consumer.ConsumerGroupMetadata, Broker.Patience);
            if (commit)
                producer.CommitTransaction();
            else
                producer.AbortTransaction();
            consumer.Close();
        }
        using var next = broker.Consumer(c => c.GroupId = group);
        next.Subscribe(input);
        Assert.Equal("3", Broker.Text(next.Consume(Broker.Patience).Message.Value));
        Assert.Equal(["1", "2"], broker.Read(output));
    }

    private async Task<(Broker Broker, string Topic, RawProducer Producer, string Group)> StartAsync(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        return (broker, await broker.TopicAsync(), await RawProducer.StartAsync(broker, Broker.Name("tx")), Broker.Name("group"));
    }
}
