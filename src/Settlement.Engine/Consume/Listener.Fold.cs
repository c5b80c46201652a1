using Settlement.Domain.Book;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Consume;

/// <content>Folding, and what happens when a record cannot be folded.</content>
internal sealed partial class Listener
{
    private async Task FoldAsync(FeedBatch batch, CancellationToken cancellationToken)
    {
        for (var start = 0; start < batch.Count;)
        {
            var failed = FoldUntilFailure(batch, start, out var failure);
            if (failed < 0)
                break;
            if (!await RetryAsync(batch.Records[failed].Partition, batch.Records[failed].Offset, failure!, cancellationToken).ConfigureAwait(false))
                return;
            start = failed + 1;
        }

        foreach (var (partition, nextOffset) in batch.Positions)
        {
            if (_books.TryGetValue(partition, out var book) && !_sealed.ContainsKey(partition) && nextOffset > book.NextOffset)
                book.Advance(nextOffset);
        }
    }

    /// <summary>Folds from <paramref name="start"/> on; returns the index of the record that could not be folded, or -1.</summary>
    private int FoldUntilFailure(FeedBatch batch, int start, out string? failure)
    {
        PartitionBook? book = null;
        var partition = -1;
        var barrier = long.MaxValue;
        long records = 0;
        try
        {
            for (var i = start; i < batch.Count; i++)
            {
                ref var record = ref batch.Records[i];
                if (record.Partition != partition)
                {
                    partition = record.Partition;
                    barrier = BarrierOf(partition);
                    book = _sealed.ContainsKey(partition) ? null : _books.GetValueOrDefault(partition);
                }

                if (book is null || record.Offset < book.NextOffset)
                    continue;
                failure = record.Fault ?? TryFold(book, ref record, barrier);
                if (failure is not null)
                    return i;
                records++;
            }
        }
        finally
        {
            _records += records;
            EngineMetrics.Records.Add(records);
        }

        failure = null;
        return -1;
    }

    private long BarrierOf(int partition) => _barrier is { } barrier && barrier.TryGetValue(partition, out var end) ? end : long.MaxValue;

    private static string? TryFold(PartitionBook book, ref FeedRecord record, long barrier)
    {
        try
        {
            if (record.Offset < barrier)
                book.Fold(record.Offset, in record.Trade);
            else
                book.FoldBeyondBarrier(record.Offset, in record.Trade);
            return null;
        }
        catch (OverflowException)
        {
            return "a sum of the book would exceed what it can hold";
        }
        catch (Exception e) when (e is BookLimitException or ArgumentException)
        {
            return e.Message;
        }
    }

    /// <summary>Reads the record again, as often as allowed; true when it could be folded, false when the listener has tripped.</summary>
    private async Task<bool> RetryAsync(int partition, long offset, string failure, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= options.Retries; attempt++)
        {
            log.RecordFailed(partition, offset, failure, attempt, options.Retries);
            await Task.Delay(options.RetryDelay / 10 * attempt, ports.Time, cancellationToken).ConfigureAwait(false);
            await foreach (var again in source.ReadRangeAsync(partition, offset, offset + 1, cancellationToken).ConfigureAwait(false))
            {
                if (again.Count == 0)
                    continue;
                if (FoldUntilFailure(again, 0, out var next) < 0)
                    return true;
                failure = next!;
            }
        }

        var where = $"topic {source.Topic}, partition {partition}, offset {offset}: {failure}.";
        await TripAsync($"The listener tripped after {options.Retries} retries at {where}", cancellationToken).ConfigureAwait(false);
        return false;
    }
}
