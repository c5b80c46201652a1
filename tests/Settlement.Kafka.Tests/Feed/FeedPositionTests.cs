using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Tests.Brokers;

namespace Settlement.Kafka.Tests.Feed;

/// <summary>
/// The position is the drain's only measure: every committed record below it has been handed over, it never passes the last stable offset, and it
/// reaches the high watermark when no transaction is open.
/// </summary>
public sealed class FeedPositionTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Position_of_an_empty_partition_is_its_start()
    {
        var topic = await kafka.TopicAsync();
        await using var reader = new FeedReader(topic.Options());

        await reader.UntilAsync(() => reader.Ends.Count > 0);

        Assert.Equal([(0, 0L)], reader.Ends);
        Assert.Empty(reader.Records);
    }

    [Fact]
    public async Task Trailing_commit_marker_is_passed()
    {
        var topic = await kafka.TopicAsync();
        using (var transaction = topic.Begin(0, 1, 2, 3))
            transaction.Commit();
        await using var reader = new FeedReader(topic.Options());

        await reader.UntilAsync(0, await HighWatermarkAsync(topic));

        Assert.Equal(4, reader.Positions[0]);
        Assert.Equal([1, 2, 3], reader.Records.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Trailing_aborted_records_are_passed_and_not_handed_over()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2);
        using (var transaction = topic.Begin(0, 77, 78, 79))
            transaction.Abort();
        await using var reader = new FeedReader(topic.Options());

        await reader.UntilAsync(0, await HighWatermarkAsync(topic));

        Assert.Equal(6, reader.Positions[0]);
        Assert.Equal([1, 2], reader.Records.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Partition_of_nothing_but_aborted_records_drains()
    {
        var topic = await kafka.TopicAsync();
        for (var i = 0; i < 3; i++)
        {
            using var transaction = topic.Begin(0, 70 + i);
            transaction.Abort();
        }

        await using var reader = new FeedReader(topic.Options());

        await reader.UntilAsync(0, await HighWatermarkAsync(topic));

        Assert.Equal(6, reader.Positions[0]);
        Assert.Empty(reader.Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_transaction_holds_the_position_back_until_its_fate_is_known(bool commits)
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1);
        using var transaction = topic.Begin(0, 2, 3);
        await topic.WriteAsync(0, 4);
        await using var reader = new FeedReader(topic.Options());
        var barrier = await HighWatermarkAsync(topic);
        Assert.Equal(4, barrier);

        await reader.UntilAsync(() => reader.Ends.Count > 0);
        Assert.Equal([(0, 1L)], reader.Ends);
        Assert.Equal([1], reader.Records.Select(r => r.Sequence));

        if (commits)
            transaction.Commit();
        else
            transaction.Abort();
        await reader.UntilAsync(0, barrier);

        Assert.Equal(commits ? [1, 2, 3, 4] : [1, 4], reader.Records.Select(r => r.Sequence));
        await reader.UntilAsync(0, await HighWatermarkAsync(topic));
        Assert.Equal(5, reader.Positions[0]);
    }

    [Fact]
    public async Task Markers_that_arrive_while_waiting_at_the_end_are_passed_one_by_one()
    {
        var topic = await kafka.TopicAsync();
        await using var reader = new FeedReader(topic.Options());
        await reader.UntilAsync(() => reader.Events.Count > 0);
        for (var round = 0; round < 3; round++)
        {
            using var transaction = topic.Begin(0, 100 + round);
            if (round == 1)
                transaction.Commit();
            else
                transaction.Abort();
            await reader.UntilAsync(0, (round * 2) + 2);
        }

        Assert.Equal([101], reader.Records.Select(r => r.Sequence));
        Assert.Equal(6, reader.Positions[0]);
    }

    private static async Task<long> HighWatermarkAsync(TestTopic topic)
    {
        using var asked = new KafkaTradeTopic(topic.Connection, topic.Name, NullLogger<KafkaTradeTopic>.Instance);
        return (await asked.HighWatermarksAsync(TestContext.Current.CancellationToken))[0];
    }
}
