using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Logs;

/// <summary>What records keep on their way through the broker.</summary>
public sealed class RecordTests(BrokerFixture brokers)
{
    private static readonly DateTime Start = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    // Else Kafka's cleaner may take what is older than a week from under a test.
    private static readonly Dictionary<string, string> KeptForever = new() { ["retention.ms"] = "-1" };

    [Theory, ClassData(typeof(Brokers))]
    public async Task Every_compression_is_read_as_it_was_written(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        foreach (var compression in Enum.GetValues<CompressionType>())
        {
            var topic = await broker.TopicAsync();
            using var producer = broker.Producer(c => (c.CompressionType, c.LingerMs) = (compression, 20));
            var texts = Enumerable.Range(0, 500).Select(i => $"{compression} {i} " + new string('z', 100)).ToArray();
            foreach (var text in texts)
                producer.Produce(topic, Broker.Message(text));
            producer.Flush(Broker.Patience);
            Assert.Equal(texts, broker.Read(topic));
        }
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Keys_headers_timestamps_and_nulls_are_kept(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync(settings: KeptForever);
        using var producer = broker.Producer();
        var headers = new Headers { { "venue", Encoding.UTF8.GetBytes("XCME") }, { "none", null } };
        var cancellation = TestContext.Current.CancellationToken;
        await producer.ProduceAsync(topic, new Message<string?, byte[]> { Key = "key", Value = [1, 2], Headers = headers, Timestamp = new Timestamp(Start) }, cancellation);
        await producer.ProduceAsync(topic, new Message<string?, byte[]> { Key = "key", Value = null! }, cancellation);
        var records = broker.ReadRecords(topic);
        Assert.Equal(("key", Start), (records[0].Message.Key, records[0].Message.Timestamp.UtcDateTime));
        Assert.Equal(["venue", "none"], records[0].Message.Headers.Select(h => h.Key));
        Assert.Equal("XCME"u8.ToArray(), records[0].Message.Headers[0].GetValueBytes());
        Assert.Null(records[1].Message.Value);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Large_records_pass_and_too_large_ones_are_refused(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var (usual, large) = (await broker.TopicAsync(), await broker.TopicAsync(settings: new() { ["max.message.bytes"] = "6000000" }));
        using var producer = broker.Producer(c => c.MessageMaxBytes = 10_000_000);
        var big = new string('b', 1_000_000);
        await producer.WriteAsync(usual, 0, big);
        var refusal = await Assert.ThrowsAsync<ProduceException<string?, byte[]>>(() => producer.WriteAsync(usual, 0, big + big));
        Assert.Equal(ErrorCode.MsgSizeTooLarge, refusal.Error.Code);
        await producer.WriteAsync(large, 0, big + big + big + big + big);
        Assert.Equal(1_000_000, broker.Read(usual).Single().Length);
        Assert.Equal(5_000_000, broker.Read(large).Single().Length);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_time_finds_the_first_record_at_or_after_it(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync(settings: KeptForever);
        using var producer = broker.Producer();
        foreach (var minute in new[] { 0, 10, 5, 20 })
        {
            await producer.ProduceAsync(
                topic, new Message<string?, byte[]> { Value = [1], Timestamp = new Timestamp(Start.AddMinutes(minute)) }, TestContext.Current.CancellationToken);
        }
        using var consumer = broker.Consumer();
        Offset At(int minute) => consumer.OffsetsForTimes(
            [new TopicPartitionTimestamp(topic, 0, new Timestamp(Start.AddMinutes(minute)))], Broker.Patience).Single().Offset;
        Assert.Equal([0L, 0L, 1L, 1L, 1L, 3L, 3L], new[] { -1, 0, 3, 5, 10, 11, 20 }.Select(m => At(m).Value));
        Assert.Equal(Offset.End, At(21));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Hundreds_of_partitions_are_written_and_read(BrokerKind kind)
    {
        const int partitions = 300;
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync(partitions);
        using var producer = broker.Producer();
        for (var p = 0; p < partitions; p++)
            producer.Produce(new TopicPartition(topic, p), Broker.Message($"{p}"));
        Assert.Equal(0, producer.Flush(Broker.Patience));
        using var consumer = broker.Consumer();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var read = Enumerable.Range(0, partitions).Select(_ => consumer.Consume(Broker.Patience)).ToArray();
        Assert.Equal(Enumerable.Range(0, partitions), read.Select(r => r.Partition.Value).Order());
        Assert.All(read, r => Assert.Equal($"{r.Partition.Value}", Broker.Text(r.Message.Value)));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Partitions_can_be_added_and_not_taken_away(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync(1);
        using var producer = broker.Producer(c => c.TopicMetadataRefreshIntervalMs = 100);
        await producer.WriteAsync(topic, 0, "a");
        using var admin = broker.Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]);
        Assert.Equal(3, admin.GetMetadata(topic, Broker.Patience).Topics.Single().Partitions.Count);
        var refusal = await Assert.ThrowsAsync<CreatePartitionsException>(() => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 2 }]));
        Assert.Equal(ErrorCode.InvalidPartitions, refusal.Results.Single().Error.Code);
        using var later = broker.Producer();
        await later.WriteAsync(topic, 2, "c");
        Assert.Equal(["a"], broker.Read(topic, 0));
        Assert.Equal(["c"], broker.Read(topic, 2));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_topic_is_created_once(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var topic = await broker.TopicAsync();
        using var admin = broker.Admin();
        var refusal = await Assert.ThrowsAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]));
        Assert.Equal(ErrorCode.TopicAlreadyExists, refusal.Results.Single().Error.Code);
        refusal = await Assert.ThrowsAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([new TopicSpecification { Name = "bad/name", NumPartitions = 1, ReplicationFactor = 1 }]));
        Assert.Equal(ErrorCode.TopicException, refusal.Results.Single().Error.Code);
    }
}
