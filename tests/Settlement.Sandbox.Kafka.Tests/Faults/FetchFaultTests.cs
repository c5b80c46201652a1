using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Faults;

/// <summary>Faults of readers.</summary>
public sealed class FetchFaultTests
{
    [Fact]
    public async Task A_stalled_partition_gives_nothing_until_the_stall_ends_while_others_go_on()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync(2);
        using var producer = broker.Clients.Producer();
        using var consumer = broker.Clients.Consumer(config => config.FetchWaitMaxMs = 5_000);
        var stall = broker.Embedded.Faults.StallFetches(topic, 1);
        await producer.WriteAsync(topic, 1, "stalled");
        await producer.WriteAsync(topic, 0, "free");
        consumer.Assign([new TopicPartitionOffset(topic, 0, 0), new TopicPartitionOffset(topic, 1, 0)]);
        Assert.Equal("free", Broker.Text(consumer.Consume(Broker.Patience).Message.Value));
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(200)));
        stall.Dispose();
        Assert.Equal("stalled", Broker.Text(consumer.Consume(Broker.Patience).Message.Value));
    }

    [Fact]
    public async Task A_paused_broker_answers_when_it_resumes()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        using var producer = broker.Clients.Producer();
        await producer.WriteAsync(topic, 0, "before");
        broker.Embedded.Pause();
        var written = producer.WriteAsync(topic, 0, "during");
        await Assert.ThrowsAsync<TimeoutException>(() => written.WaitAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
        broker.Embedded.Resume();
        Assert.Equal(1, await written);
    }
}
