using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Transactions;

/// <summary>What transactions leave in the log, and what a fetch says of them.</summary>
public sealed class TransactionLogTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task A_commit_leaves_a_marker_of_its_own_offset(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await WriteAsync(producer, topic, 0, "a", "b");
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: true));
        var fetched = await MarkedAsync(producer, topic, 3);
        Assert.Equal([(0L, true, false), (2L, true, true)], fetched.Batches.Select(b => (b.BaseOffset, b.IsTransactional, b.IsControl)));
        AssertMarker(fetched.Batches[1], producer, commit: true);
        Assert.Empty(fetched.Aborted);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task An_abort_leaves_a_marker_and_is_listed_for_readers_of_its_range(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await WriteAsync(producer, topic, 0, "a", "b");
        await producer.EndAsync(commit: false);
        await MarkedAsync(producer, topic, 3);
        await WriteAsync(producer, topic, 2, "c");
        await producer.EndAsync(commit: true);
        var fetched = await MarkedAsync(producer, topic, 5);
        AssertMarker(fetched.Batches[1], producer, commit: false);
        Assert.Equal([(producer.Id, 0L)], fetched.Aborted);
        Assert.Equal([(producer.Id, 0L)], (await producer.Connection.FetchAsync(topic, 0, 2)).Aborted);
        Assert.Empty((await producer.Connection.FetchAsync(topic, 0, 3)).Aborted);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task The_oldest_open_transaction_of_all_sets_the_last_stable_offset(BrokerKind kind)
    {
        var (broker, topic, first) = await StartAsync(kind);
        var second = await RawProducer.StartAsync(broker, Broker.Name("tx"));
        await WriteAsync(first, topic, 0, "a");
        await WriteAsync(second, topic, 0, "b");
        var connection = first.Connection;
        Assert.Equal((2, 0), await EndsAsync(connection, topic));
        await second.EndAsync(commit: true);
        await Settled.UntilAsync("the marker is there", async () => (await EndsAsync(connection, topic)).High == 3);
        Assert.Equal((3, 0), await EndsAsync(connection, topic));
        Assert.Empty((await connection.FetchAsync(topic, 0, 0)).Batches);
        await first.EndAsync(commit: true);
        await Settled.UntilAsync("the marker is there", async () => await EndsAsync(connection, topic) == (4, 4));
        Assert.Equal(["a", "b"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_waiting_reader_is_woken_by_the_end_of_a_transaction(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        await WriteAsync(producer, topic, 0, "a");
        await using var reader = await broker.ConnectAsync();
        await reader.SendFetchAsync(topic, 0, 0, maxWait: 50_000);
        await producer.Connection.ListOffsetAsync(topic, 0, -1);
        Assert.False(reader.HasAnswer);
        await producer.EndAsync(commit: true);
        var fetched = await reader.ReceiveFetchedAsync().WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        Assert.Equal(["a"], fetched.Batches[0].Texts());
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task The_end_may_be_repeated_and_not_turned_round(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        Assert.Equal(ErrorCode.InvalidTxnState, await producer.EndAsync(commit: true));
        await WriteAsync(producer, topic, 0, "a");
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: true));
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: true));
        Assert.Equal(ErrorCode.InvalidTxnState, await producer.EndAsync(commit: false));
        await WriteAsync(producer, topic, 1, "b");
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: false));
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: false));
        Assert.Equal(ErrorCode.InvalidTxnState, await producer.EndAsync(commit: true));
        await MarkedAsync(producer, topic, 4);
        Assert.Equal(["a"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_record_for_a_partition_that_was_not_added_is_refused(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind, partitions: 2);
        await WriteAsync(producer, topic, 0, "a");
        Assert.Equal(ErrorCode.InvalidTxnState, (await producer.ProduceAsync(topic, 1, 0, "b")).Error);
        await producer.EndAsync(commit: true);
        await MarkedAsync(producer, topic, 2);
        Assert.Equal(ErrorCode.InvalidTxnState, (await producer.ProduceAsync(topic, 0, 1, "c")).Error);
        Assert.Equal(["a"], broker.Read(topic));
        Assert.Empty(broker.Read(topic, 1));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_partition_that_was_added_and_not_written_gets_a_marker_too(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        await producer.AddPartitionsAsync(topic, 0);
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: true));
        AssertMarker((await MarkedAsync(producer, topic, 1)).Batches.Single(), producer, commit: true);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task An_unknown_partition_is_not_added(BrokerKind kind)
    {
        var (_, topic, producer) = await StartAsync(kind);
        Assert.Equal(ErrorCode.UnknownTopicOrPart, await producer.AddPartitionsAsync(topic, 7));
        Assert.Equal(ErrorCode.InvalidTxnState, await producer.EndAsync(commit: true));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_transaction_that_takes_too_long_is_aborted_and_its_producer_fenced(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        var producer = await RawProducer.StartAsync(broker, Broker.Name("tx"), timeout: 2_000);
        await WriteAsync(producer, topic, 0, "a");
        var fetched = await MarkedAsync(producer, topic, 2);
        var marker = fetched.Batches[^1];
        Assert.Equal((true, producer.Id, producer.Epoch + 1), (marker.IsControl, marker.ProducerId, (int)marker.Epoch));
        Assert.Equal(ErrorCode.ProducerFenced, await producer.EndAsync(commit: true));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await producer.ProduceAsync(topic, 0, 1, "b")).Error);
        Assert.Empty(broker.Read(topic));
        Assert.Equal(ErrorCode.NoError, await producer.InitAsync());
        await WriteAsync(producer, topic, 0, "c");
        Assert.Equal(ErrorCode.NoError, await producer.EndAsync(commit: true));
        await Settled.UntilAsync("the marker is there", async () => (await EndsAsync(producer.Connection, topic)).Stable == 4);
        Assert.Equal(["c"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_time_out_beyond_the_brokers_limit_is_refused(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var producer = new RawProducer(await broker.ConnectAsync(), Broker.Name("tx"));
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, await producer.InitAsync(timeout: 15 * 60 * 1000 + 1));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Sequences_hold_within_transactions_too(BrokerKind kind)
    {
        var (broker, topic, producer) = await StartAsync(kind);
        await WriteAsync(producer, topic, 0, "a");
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await producer.ProduceAsync(topic, 0, 0, "a"));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await producer.ProduceAsync(topic, 0, 2, "c")).Error);
        await producer.EndAsync(commit: true);
        await MarkedAsync(producer, topic, 2);
        await WriteAsync(producer, topic, 1, "b");
        await producer.EndAsync(commit: true);
        await MarkedAsync(producer, topic, 4);
        Assert.Equal(["a", "b"], broker.Read(topic));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Every_initialisation_gives_the_next_epoch_of_the_same_producer(BrokerKind kind)
    {
        var (_, _, producer) = await StartAsync(kind);
        var (id, epoch) = (producer.Id, producer.Epoch);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(ErrorCode.NoError, await producer.InitAsync());
            Assert.Equal((id, epoch + i), (producer.Id, producer.Epoch));
        }
    }

    private static async Task WriteAsync(RawProducer producer, string topic, int sequence, params string[] texts)
    {
        Assert.Equal(ErrorCode.NoError, await producer.AddPartitionsAsync(topic, 0));
        Assert.Equal(ErrorCode.NoError, (await producer.ProduceAsync(topic, 0, sequence, texts)).Error);
    }

    // Everything once the log ends at the given offset with nothing open: Apache Kafka writes markers after its answer.
    private static async Task<Fetched> MarkedAsync(RawProducer producer, string topic, long end)
    {
        Fetched fetched = null!;
        await Settled.UntilAsync($"the log is stable up to {end}", async () =>
        {
            fetched = await producer.Connection.FetchAsync(topic, 0, 0);
            return fetched.LastStableOffset == end && fetched.Batches is [.., var last] && last.BaseOffset + last.LastOffsetDelta + 1 == end;
        });
        return fetched;
    }

    private static async Task<(long High, long Stable)> EndsAsync(RawConnection connection, string topic) =>
        ((await connection.ListOffsetAsync(topic, 0, -1)).Offset, (await connection.ListOffsetAsync(topic, 0, -1, IsolationLevel.ReadCommitted)).Offset);

    private static void AssertMarker(RecordBatch marker, RawProducer producer, bool commit)
    {
        Assert.Equal((0x30, true, producer.Id, producer.Epoch, -1), (marker.Attributes, marker.CrcValid, marker.ProducerId, marker.Epoch, marker.BaseSequence));
        var (key, value) = marker.Contents().Single();
        Assert.Equal<byte[]>([0, 0, 0, (byte)(commit ? 1 : 0)], key);
        Assert.Equal<byte[]>([0, 0, 0, 0, 0, 0], value);
    }

    private async Task<(Broker Broker, string Topic, RawProducer Producer)> StartAsync(BrokerKind kind, int partitions = 1)
    {
        var broker = await brokers.OfAsync(kind);
        return (broker, await broker.TopicAsync(partitions), await RawProducer.StartAsync(broker, Broker.Name("tx")));
    }
}
