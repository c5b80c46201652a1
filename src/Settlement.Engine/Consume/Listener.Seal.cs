using Settlement.Domain.Book;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Consume;

/// <content>The barrier, sealing, and checkpoints.</content>
internal sealed partial class Listener
{
    private readonly Dictionary<int, long> _written = [];
    private readonly HashSet<int> _sealedWritten = [];

    /// <summary>A book that has passed the barrier with a record that counts is loaded anew and folded up to it.</summary>
    private void TakeBarrier(ITradeFeed feed)
    {
        if (_barrierTaken || _barrier is not { } barrier)
            return;
        _barrierTaken = true;
        foreach (var book in _books.Values.ToList())
        {
            if (!barrier.TryGetValue(book.Partition, out var end) || _sealed.ContainsKey(book.Partition))
            {
                feed.Pause(book.Partition);
                continue;
            }

            if (book.LastDayOffset < end)
                continue;
            log.FoldedPastBarrier(book.Partition, book.NextOffset, end);
            _books.Remove(book.Partition);
            feed.Reload(book.Partition);
        }
    }

    private async Task SealAsync(ITradeFeed feed, CancellationToken cancellationToken)
    {
        if (_barrier is not { } barrier)
            return;
        foreach (var book in _books.Values)
        {
            if (!barrier.TryGetValue(book.Partition, out var end) || book.NextOffset < end || book.HasHoles || _sealed.ContainsKey(book.Partition))
                continue;
            if (book.Suspects.Count > 0)
                await ResolveSuspectsAsync(book, cancellationToken).ConfigureAwait(false);
            book.Seal(end);
            feed.Pause(book.Partition);
            _sealed[book.Partition] = book;
            log.PartitionSealed(book.Partition, end, book.Trades, book.Duplicates);
        }

        foreach (var book in _sealed.Values)
        {
            if (!_sealedWritten.Contains(book.Partition) && await WriteAsync(book, isSealed: true, cancellationToken).ConfigureAwait(false))
                _sealedWritten.Add(book.Partition);
        }
    }

    /// <summary>Reads the day's range once more to tell old repeated numbers from conflicts.</summary>
    private async Task ResolveSuspectsAsync(PartitionBook book, CancellationToken cancellationToken)
    {
        var check = new SuspectCheck(book);
        log.ResolvingSuspects(book.Partition, book.Suspects.Count, check.From, check.To);
        await source.ReadAgainAsync(book.Partition, check.From, check.To, (offset, in record) => check.Feed(offset, in record), cancellationToken).ConfigureAwait(false);
        book.Resolve(check);
        if (book.Suspects.Count > 0)
        {
            throw new FeedException(
                $"Topic {source.Topic}, partition {book.Partition}: {book.Suspects.Count} repeated sequence numbers cannot be verified, for their first records are no longer in the log.",
                FeedFailure.RangeLost,
                canRetry: false);
        }
    }

    private async Task WriteCheckpointsAsync(CancellationToken cancellationToken)
    {
        if (!_writesCheckpoints || options.Recovery != Recovery.Checkpoint || _barrier is not null)
            return;
        foreach (var book in _books.Values)
        {
            if (_written.GetValueOrDefault(book.Partition, -1) < book.NextOffset && book.NextOffset > book.StartOffset)
                await WriteAsync(book, isSealed: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a checkpoint; false when the ledger is out of reach, which costs others a head start and nothing else.</summary>
    private async Task<bool> WriteAsync(PartitionBook book, bool isSealed, CancellationToken cancellationToken)
    {
        try
        {
            var checkpoint = new Checkpoint(book.Partition, book.NextOffset, isSealed, book.EndOfSession is not null, book.Encode());
            await ports.Ledger.WriteCheckpointAsync(registration.RunId, checkpoint, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerUnavailableException e)
        {
            log.CheckpointSkipped(e.Message);
            return false;
        }

        _written[book.Partition] = book.NextOffset;
        _lastCheckpointAt = ports.Time.GetUtcNow();
        EngineMetrics.Checkpoints.Add(1);
        return true;
    }
}
