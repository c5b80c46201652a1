using Settlement.Domain.Book;
using Settlement.Engine.Ports;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Tests.Brokers;

namespace Settlement.Kafka.Tests.Feed;

/// <summary>Reads a feed as the Engine does, and remembers what it was told. Not for use from two threads.</summary>
internal sealed class FeedReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal FeedReader(TradeFeedOptions options, IResume? resume = null) =>
        Feed = new KafkaTradeFeedSource(options, TestTopic.Reference, TimeProvider.System, Log).Open(resume ?? new FromStart());

    internal ITradeFeed Feed { get; }

    internal CapturedLog<KafkaTradeFeedSource> Log { get; } = new();

    /// <summary>Sequences in the order of arrival, with their partition.</summary>
    internal List<(int Partition, long Offset, long Sequence)> Records { get; } = [];

    /// <summary>Where reading each assigned partition is.</summary>
    internal Dictionary<int, long> Positions { get; } = [];

    /// <summary>Positions that were told apart from records.</summary>
    internal List<(int Partition, long Position)> Ends { get; } = [];

    internal List<string> Faults { get; } = [];

    internal List<string> Events { get; } = [];

    /// <summary>Reads until the condition holds.</summary>
    internal async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await NextAsync(patience.Token);
    }

    /// <summary>Reads until a partition's position is there.</summary>
    internal Task UntilAsync(int partition, long position) => UntilAsync(() => Positions.TryGetValue(partition, out var p) && p >= position);

    /// <summary>Like <see cref="UntilAsync(int, long)"/>; passes over a failure that may still come first.</summary>
    internal async Task RetryingUntilAsync(int partition, long position, FeedFailure mayComeFirst)
    {
        try
        {
            await UntilAsync(partition, position);
        }
        catch (FeedException e) when (e.CanRetry && e.Reason == mayComeFirst)
        {
            await UntilAsync(partition, position);
        }
    }

    internal async Task<FeedException> FailsAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Assert.ThrowsAsync<FeedException>(async () =>
        {
            while (true)
                await NextAsync(patience.Token);
        });
    }

    internal async Task NextAsync(CancellationToken cancellationToken)
    {
        var next = await Feed.NextAsync(cancellationToken);
        foreach (var book in next.Books)
        {
            Positions[book.Partition] = book.NextOffset;
            Events.Add($"+{book.Partition}@{book.NextOffset}");
        }

        foreach (var partition in next.Partitions)
        {
            Assert.True(Positions.Remove(partition));
            Events.Add($"-{partition}");
        }

        for (var i = 0; i < next.Batch.Count; i++)
            Take(next.Batch.Records[i]);
        foreach (var (partition, position) in next.Batch.Positions)
        {
            Assert.True(Positions[partition] <= position, $"partition {partition} went back from {Positions[partition]} to {position}");
            Positions[partition] = position;
            Ends.Add((partition, position));
        }
    }

    public ValueTask DisposeAsync() => Feed.DisposeAsync();

    private void Take(in FeedRecord record)
    {
        // Also shows that nothing of a partition comes before its assignment or after its revocation.
        Assert.True(record.Offset >= Positions[record.Partition], $"offset {record.Offset} lies before {Positions[record.Partition]}");
        Positions[record.Partition] = record.Offset + 1;
        if (record.Fault is null)
            Records.Add((record.Partition, record.Offset, record.Trade.Sequence));
        else
            Faults.Add($"{record.Partition}@{record.Offset}: {record.Fault}");
    }
}

/// <summary>Starts every partition at an offset, 0 unless told.</summary>
internal sealed class FromStart(long offset = 0) : IResume
{
    internal long Offset { get; set; } = offset;

    public Task<PartitionBook> LoadAsync(int partition, CancellationToken cancellationToken) =>
        Task.FromResult(new PartitionBook(TestTopic.Reference, partition, Offset));
}
