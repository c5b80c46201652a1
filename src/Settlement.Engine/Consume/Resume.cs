using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Consume;

/// <summary>Finds the book that a partition's reading goes on from.</summary>
internal sealed class Resume(ILedger ledger, Registration registration, ReferenceData reference, Recovery recovery, Func<IReadOnlyDictionary<int, long>?> barrier, EngineLog log) : IResume
{
    /// <inheritdoc/>
    public async Task<PartitionBook> LoadAsync(int partition, CancellationToken cancellationToken)
    {
        long? atMost = barrier() is { } drawn && drawn.TryGetValue(partition, out var end) ? end : null;
        if (recovery == Recovery.Checkpoint)
        {
            var checkpoint = await ledger.ReadCheckpointAsync(registration.RunId, partition, atMost, cancellationToken).ConfigureAwait(false);
            if (checkpoint is not null && TryDecode(checkpoint) is { } book)
                return book;
        }

        // A partition that came after the registration has no frozen start; nothing of it is folded into this run.
        return new PartitionBook(reference, partition, registration.FirstOffsets.GetValueOrDefault(partition));
    }

    /// <summary>A damaged image costs the time of a replay, not the day: the log has everything.</summary>
    private PartitionBook? TryDecode(Checkpoint checkpoint)
    {
        try
        {
            return PartitionBook.Decode(reference, checkpoint.Image.Span);
        }
        catch (BookImageException e)
        {
            log.CheckpointUnreadable(checkpoint.Partition, checkpoint.Offset, e.Message);
            return null;
        }
    }
}
