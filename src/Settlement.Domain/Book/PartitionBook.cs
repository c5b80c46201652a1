using Settlement.Domain.Reference;

namespace Settlement.Domain.Book;

/// <summary>The fold of one partition's committed records below an offset, under the run's frozen reference data.</summary>
public sealed partial class PartitionBook
{
    /// <summary>An empty book that starts at an offset.</summary>
    public PartitionBook(ReferenceData reference, int partition, long startOffset)
    {
        Reference = reference;
        Partition = partition;
        NextOffset = startOffset;
    }

    /// <summary>Frozen reference data.</summary>
    public ReferenceData Reference { get; }

    /// <summary>Partition of the trade topic.</summary>
    public int Partition { get; }

    /// <summary>All committed records below it are folded.</summary>
    public long NextOffset { get; private set; }
}
