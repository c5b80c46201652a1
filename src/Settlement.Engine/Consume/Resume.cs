using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Consume;

/// <summary>Finds the book that a partition's reading goes on from.</summary>
internal sealed class Resume(ILedger ledger, Registration registration, ReferenceData reference, Recovery recovery, Func<IReadOnlyDictionary<int, long>?> barrier) : IResume
{
    /// <inheritdoc/>
    public async Task<PartitionBook> LoadAsync(int partition, CancellationToken cancellationToken)
    {
        long? atMost = barrier() is { } drawn && drawn.TryGetValue(partition, out var end) ? end : null;
        if (recovery == Recovery.Checkpoint)
        {
            var checkpoint = await ledger.ReadCheckpointAsync(registration.RunId, partition, atMost, cancellationToken).ConfigureAwait(false);
            if (checkpoint is not null)
                return PartitionBook.Decode(reference, checkpoint.Image.Span);
        }

        // A partition that came after the registration has no frozen start; nothing of it is folded into this run.
        return new PartitionBook(reference, partition, registration.FirstOffsets.GetValueOrDefault(partition));
    }
}
