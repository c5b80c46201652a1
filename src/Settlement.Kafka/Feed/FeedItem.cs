using Settlement.Domain.Book;
using Settlement.Engine.Ports;

namespace Settlement.Kafka.Feed;

/// <summary>What the consuming thread hands to the caller, in the order in which it happened. Exactly one member is set.</summary>
internal readonly struct FeedItem
{
    internal FeedBatch? Batch { get; private init; }

    internal IReadOnlyList<LoadedBook>? Assigned { get; private init; }

    internal IReadOnlyList<int>? Revoked { get; private init; }

    /// <summary>A failure after which consuming goes on by itself.</summary>
    internal FeedException? Failure { get; private init; }

    internal static FeedItem Of(FeedBatch batch) => new() { Batch = batch };

    internal static FeedItem OfAssigned(IReadOnlyList<LoadedBook> books) => new() { Assigned = books };

    internal static FeedItem OfRevoked(IReadOnlyList<int> partitions) => new() { Revoked = partitions };

    internal static FeedItem Of(FeedException failure) => new() { Failure = failure };
}

/// <summary>A book under which a partition is read from now on.</summary>
/// <param name="Book">The book.</param>
/// <param name="Generation">Grows with each loading; tells commands for an earlier reading of the partition apart.</param>
internal readonly record struct LoadedBook(PartitionBook Book, long Generation);

/// <summary>What the caller wants of a partition; void when the partition has been loaded again since.</summary>
/// <param name="Partition">Partition of the trade topic.</param>
/// <param name="Generation">The reading that is meant.</param>
/// <param name="IsReload">Load it anew; else pause it.</param>
internal readonly record struct PartitionCommand(int Partition, long Generation, bool IsReload);
