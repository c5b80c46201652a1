using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Domain.Book;
using Settlement.Engine.Ports;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Tests.Brokers;
using Settlement.Kafka.Tests.Wire;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Feed;

/// <summary>What a feed hands over.</summary>
public sealed class FeedRecordTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Record_that_cannot_be_decoded_is_handed_over_with_its_fault()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, TestTopic.Message(1).Value, Encoding.UTF8.GetBytes("hello"), TestTopic.Message(3).Value);
        await using var reader = new FeedReader(topic.Options());

        await reader.UntilAsync(0, 3);

        Assert.Equal([1, 3], reader.Records.Select(r => r.Sequence));
        Assert.StartsWith("0@1: the record is not JSON: ", Assert.Single(reader.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicate_sends_reach_the_book_which_drops_them()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, TestTopic.Message(1).Value, TestTopic.Message(2).Value, TestTopic.Message(2).Value, TestTopic.Message(1).Value);
        var book = new PartitionBook(TestTopic.Reference, 0, 0);

        await foreach (var batch in Source(topic).ReadRangeAsync(0, 0, 4, TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < batch.Count; i++)
                book.Fold(batch.Records[i].Offset, in batch.Records[i].Trade);
        }

        Assert.Equal((2, 2, 4), (book.Trades, book.Duplicates, book.NextOffset));
    }

    [Fact]
    public async Task Protobuf_topic_reads_like_a_json_topic()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, TradeEncoder.Encode(Venue.Trade(1), TradeFormat.Protobuf), TradeEncoder.Encode(Venue.EndOfSession(1, 2), TradeFormat.Protobuf));
        await using var reader = new FeedReader(topic.Options(format: TradeFormat.Protobuf));

        await reader.UntilAsync(0, 2);

        Assert.Equal([1, 2], reader.Records.Select(r => r.Sequence));
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task Range_is_read_exactly_and_without_aborted_records()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2);
        using (var transaction = topic.Begin(0, 77, 78))
            transaction.Abort();
        await topic.WriteAsync(0, 3, 4);

        Assert.Equal([2, 3], await RangeAsync(topic, 1, 6));
        Assert.Equal([2], await RangeAsync(topic, 1, 4));
        Assert.Equal([3, 4], await RangeAsync(topic, 5, 7));
        Assert.Empty(await RangeAsync(topic, 3, 3));
    }

    [Fact]
    public async Task Range_waits_for_a_transaction_that_is_open_in_it()
    {
        var topic = await kafka.TopicAsync();
        using var transaction = topic.Begin(0, 1, 2);
        var reading = RangeAsync(topic, 0, 2);
        await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));

        transaction.Commit();

        Assert.Equal([1, 2], await reading);
    }

    [Fact]
    public async Task Range_that_is_no_longer_in_the_log_is_lost()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2, 3);
        await topic.DeleteBeforeAsync(0, 2);

        var failure = await Assert.ThrowsAsync<FeedException>(() => RangeAsync(topic, 0, 3));

        Assert.Equal((FeedFailure.RangeLost, false), (failure.Reason, failure.CanRetry));
    }

    [Fact]
    public async Task Reading_a_range_does_not_disturb_the_member_of_the_same_group()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2);
        await using var reader = new FeedReader(topic.Options());
        await reader.UntilAsync(0, 2);

        Assert.Equal([1, 2], await RangeAsync(topic, 0, 2));
        await topic.WriteAsync(0, 3);
        await reader.UntilAsync(0, 3);

        Assert.Equal(["+0@0"], reader.Events);
    }

    private static KafkaTradeFeedSource Source(TestTopic topic) =>
        new(topic.Options(), TestTopic.Reference, TimeProvider.System, NullLogger<KafkaTradeFeedSource>.Instance);

    private static async Task<List<long>> RangeAsync(TestTopic topic, long from, long to)
    {
        var sequences = new List<long>();
        await foreach (var batch in Source(topic).ReadRangeAsync(0, from, to, TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < batch.Count; i++)
                sequences.Add(batch.Records[i].Trade.Sequence);
        }

        return sequences;
    }
}
