using Settlement.Kafka.Tests.Brokers;

namespace Settlement.Kafka.Tests.Feed;

/// <summary>Members of a shared group, and commands for single partitions.</summary>
public sealed class FeedGroupTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Partitions_are_split_and_those_of_a_dead_member_go_on_from_the_book_of_the_ledger()
    {
        var topic = await kafka.TopicAsync(partitions: 2);
        await topic.WriteAsync(0, 1, 2, 3);
        await topic.WriteAsync(1, 11, 12, 13);
        var first = new FeedReader(topic.Options("settler-0") with { SessionTimeout = TestTopic.ShortSession });
        await first.UntilAsync(() => first.Records.Count == 6);
        var ledger = new FromStart();
        await using var second = new FeedReader(topic.Options("settler-1"), ledger);
        await Task.WhenAll(
            first.UntilAsync(() => first.Positions.Count == 1),
            second.UntilAsync(() => second.Positions.Count == 1 && second.Records.Count == 3));
        Assert.NotEqual(first.Positions.Keys.Single(), second.Positions.Keys.Single());
        var orphan = first.Positions.Keys.Single();

        // A static member says nothing when it goes: to the group this is a crash.
        ledger.Offset = 2;
        await first.DisposeAsync();
        await second.UntilAsync(orphan, 3);

        Assert.Contains($"+{orphan}@2", second.Events);
        Assert.Equal([2], second.Records.Where(r => r.Partition == orphan).Select(r => r.Offset));
    }

    [Fact]
    public async Task Member_that_comes_back_in_time_gets_its_partitions_and_others_notice_nothing()
    {
        var topic = await kafka.TopicAsync(partitions: 2);
        var first = new FeedReader(topic.Options("settler-0"));
        await first.UntilAsync(() => first.Positions.Count == 2);
        await using var second = new FeedReader(topic.Options("settler-1"));
        await Task.WhenAll(first.UntilAsync(() => first.Positions.Count == 1), second.UntilAsync(() => second.Positions.Count == 1));
        var owned = first.Positions.Keys.Single();
        await first.DisposeAsync();

        await using var again = new FeedReader(topic.Options("settler-0"));
        await again.UntilAsync(() => again.Positions.Count == 1);
        await topic.WriteAsync(0, 1);
        await topic.WriteAsync(1, 11);
        await Task.WhenAll(again.UntilAsync(owned, 1), second.UntilAsync(1 - owned, 1));

        Assert.Equal(owned, again.Positions.Keys.Single());
        Assert.Single(second.Events);
    }

    [Fact]
    public async Task Distinct_groups_each_read_everything()
    {
        var topic = await kafka.TopicAsync(partitions: 2);
        await topic.WriteAsync(0, 1, 2);
        await topic.WriteAsync(1, 11);
        await using var first = new FeedReader(topic.Options("settler-0", "g-0-" + topic.Name));
        await using var second = new FeedReader(topic.Options("settler-1", "g-1-" + topic.Name));

        await Task.WhenAll(first.UntilAsync(() => first.Records.Count == 3), second.UntilAsync(() => second.Records.Count == 3));

        Assert.Equal(first.Records.Order(), second.Records.Order());
    }

    [Fact]
    public async Task Reload_starts_over_from_the_book_and_reaches_the_end_again()
    {
        var topic = await kafka.TopicAsync();
        using (var transaction = topic.Begin(0, 1, 2, 3))
            transaction.Commit();
        var ledger = new FromStart();
        await using var reader = new FeedReader(topic.Options(), ledger);
        await reader.UntilAsync(() => reader.Ends.Count == 1);

        ledger.Offset = 1;
        reader.Feed.Reload(0);
        await reader.UntilAsync(() => reader.Ends.Count == 2);

        Assert.Equal(["+0@0", "+0@1"], reader.Events);
        Assert.Equal([1, 2, 3, 2, 3], reader.Records.Select(r => r.Sequence));
        Assert.Equal([(0, 4L), (0, 4L)], reader.Ends);
    }

    [Fact]
    public async Task Reload_right_after_the_assignment_is_carried_out()
    {
        var topic = await kafka.TopicAsync(partitions: 8);
        await topic.WriteAsync(3, 1, 2, 3);
        var ledger = new FromStart();
        await using var reader = new FeedReader(topic.Options(), ledger);
        await reader.UntilAsync(() => reader.Events.Count == 8);

        foreach (var partition in Enumerable.Range(0, 8))
            reader.Feed.Reload(partition);
        await reader.UntilAsync(() => reader.Events.Count == 16 && reader.Positions[3] == 3);

        Assert.Equal([1, 2, 3], reader.Records.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Reload_with_records_on_their_way_hands_over_nothing_of_the_old_reading()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, Enumerable.Range(1, 200).Select(i => (long)i));
        await using var reader = new FeedReader(topic.Options() with { BatchSize = 3 });
        await reader.UntilAsync(() => reader.Records.Count >= 9);
        var before = reader.Records.Count;

        reader.Feed.Reload(0);
        await reader.UntilAsync(0, 200);

        Assert.Equal(before + 200, reader.Records.Count);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), reader.Records.Skip(before).Select(r => r.Sequence));
    }

    [Fact]
    public async Task Paused_partition_is_silent_at_once_and_until_it_is_reloaded()
    {
        var topic = await kafka.TopicAsync(partitions: 2);
        await topic.WriteAsync(0, Enumerable.Range(1, 100).Select(i => (long)i));
        await using var reader = new FeedReader(topic.Options() with { BatchSize = 3 });
        await reader.UntilAsync(() => reader.Records.Count >= 6);
        var before = reader.Records.Count;

        reader.Feed.Pause(0);
        await topic.WriteAsync(1, 11);
        await reader.UntilAsync(1, 1);
        Assert.Equal(before, reader.Records.Count(r => r.Partition == 0));

        reader.Feed.Reload(0);
        await reader.UntilAsync(0, 100);
        Assert.Equal(before + 100, reader.Records.Count(r => r.Partition == 0));
    }

    [Fact]
    public async Task Reader_that_takes_nothing_for_long_loses_nothing()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, Enumerable.Range(1, 50).Select(i => (long)i));
        await using var reader = new FeedReader(topic.Options() with { BatchSize = 2, BatchCount = 2 });
        await reader.UntilAsync(() => reader.Records.Count >= 2);

        await reader.Log.UntilAsync("nothing was taken from the feed");
        await reader.UntilAsync(0, 50);

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), reader.Records.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Lag_falls_to_zero_at_the_end()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2, 3);
        await using var reader = new FeedReader(topic.Options());

        await reader.UntilAsync(() => reader.Ends.Count == 1);

        Assert.Equal(0, reader.Feed.Lag);
    }
}
