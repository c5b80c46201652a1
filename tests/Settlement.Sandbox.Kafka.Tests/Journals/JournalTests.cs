using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;
using Settlement.Sandbox.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Settlement.KafkaSuite.Journals;

/// <summary>What a broker with a directory finds again.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("broker-").FullName;

    private string File => Path.Combine(_directory, "broker.journal");

    [Fact]
    public async Task The_next_broker_finds_records_offsets_and_producers_and_aborts_what_was_open()
    {
        string topic;
        RawProducer producer;
        await using (var broker = await StartAsync())
        {
            topic = await broker.Clients.TopicAsync(2);
            producer = await RawProducer.StartAsync(broker.Clients, "results");
            await producer.AddPartitionsAsync(topic, 0, 1);
            await producer.ProduceAsync(topic, 0, 0, "1", "2");
            await producer.ProduceAsync(topic, 1, 0, "3");
            await producer.AddOffsetsAsync("g");
            await producer.CommitOffsetAsync("g", topic, 0, 2);
            await producer.EndAsync(commit: true);
            await producer.AddPartitionsAsync(topic, 0);
            await producer.ProduceAsync(topic, 0, 2, "open");
            await producer.AddOffsetsAsync("g");
            await producer.CommitOffsetAsync("g", topic, 0, 9);
        }

        await using (var broker = await StartAsync())
        {
            Assert.Equal(["1", "2"], broker.Clients.Read(topic));
            Assert.Equal(["1", "2", "open"], broker.Clients.Read(topic, 0, IsolationLevel.ReadUncommitted));
            Assert.Equal(["3"], broker.Clients.Read(topic, 1));
            await using var connection = await broker.Clients.ConnectAsync();
            Assert.Equal((ErrorCode.NoError, 2L), await Settled.CommittedAsync(connection, "g", topic, 0));
            var zombie = new RawProducer(connection, "results") { Id = producer.Id, Epoch = producer.Epoch };
            Assert.Equal(ErrorCode.ProducerFenced, await zombie.EndAsync(commit: true));
            Assert.NotEqual(producer.Id, (await RawProducer.StartAsync(broker.Clients)).Id);
        }
    }

    [Fact]
    public async Task A_batch_is_known_as_a_duplicate_after_the_restart()
    {
        byte[] batch;
        string topic;
        await using (var broker = await StartAsync())
        {
            topic = await broker.Clients.TopicAsync();
            var producer = await RawProducer.StartAsync(broker.Clients);
            batch = producer.Batch(0, "once");
            await producer.Connection.ProduceAsync(null, topic, 0, batch);
        }

        await using (var broker = await StartAsync())
        {
            await using var connection = await broker.Clients.ConnectAsync();
            await connection.ProduceAsync(null, topic, 0, batch);
            Assert.Equal(["once"], broker.Clients.Read(topic));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_torn_end_is_dropped_and_written_over(int torn)
    {
        string topic;
        await using (var broker = await StartAsync())
        {
            topic = await broker.Clients.TopicAsync();
            using var producer = broker.Clients.Producer();
            await producer.WriteAsync(topic, 0, "kept", "torn");
        }

        using (var file = new FileStream(File, FileMode.Open))
            file.SetLength(file.Length - torn);
        await using (var broker = await StartAsync())
        {
            Assert.Equal(["kept"], broker.Clients.Read(topic));
            using var producer = broker.Clients.Producer();
            await producer.WriteAsync(topic, 0, "new");
        }

        await using (var broker = await StartAsync())
            Assert.Equal(["kept", "new"], broker.Clients.Read(topic));
    }

    [Fact]
    public async Task Deleted_records_grown_and_deleted_topics_are_as_they_were()
    {
        string topic, gone;
        await using (var broker = await StartAsync())
        {
            (topic, gone) = (await broker.Clients.TopicAsync(), await broker.Clients.TopicAsync());
            using var producer = broker.Clients.Producer();
            await producer.WriteAsync(topic, 0, "1", "2", "3");
            using var admin = broker.Clients.Admin();
            await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 2)]);
            await admin.CreatePartitionsAsync([new() { Topic = topic, IncreaseTo = 3 }]);
            await admin.DeleteTopicsAsync([gone]);
        }

        await using (var broker = await StartAsync())
        {
            Assert.Equal(["3"], broker.Clients.Read(topic));
            using var admin = broker.Clients.Admin();
            var found = Assert.Single(admin.GetMetadata(Broker.Patience).Topics);
            Assert.Equal((topic, 3), (found.Topic, found.Partitions.Count));
        }
    }

    [Fact]
    public async Task A_directory_serves_one_broker_at_a_time()
    {
        await using var first = await StartAsync();
        await Assert.ThrowsAsync<IOException>(StartAsync);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Task<OwnBroker> StartAsync() => OwnBroker.StartAsync(new BrokerOptions { Directory = _directory });
}
