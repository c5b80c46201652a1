using Settlement.Domain.Book;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;
using Settlement.Postgres.Runs;

namespace Settlement.Operator.Compute.Settled;

/// <summary>A settled day from the trade topic: exactly the records below the run's barrier, and those beyond it that fill a hole.</summary>
internal sealed class FeedDay(SettledRun run, ITradeFeedSource feed, ITradeTopic topic) : IDaySource
{
    /// <inheritdoc/>
    public async Task<ComputedDay> ComputeAsync(CancellationToken cancellationToken)
    {
        var ends = await topic.HighWatermarksAsync(cancellationToken).ConfigureAwait(false);
        var books = new List<PartitionBook>();
        foreach (var (partition, barrier) in run.Barrier.OrderBy(static b => b.Key))
            books.Add(await FoldAsync(partition, barrier, ends.GetValueOrDefault(partition), cancellationToken).ConfigureAwait(false));
        var day = DayBook.Merge(run.Reference, books);
        if (day.HasOpenBusts)
        {
            var check = new BustCheck(day);
            foreach (var book in books)
            {
                var pass = check.Pass(book, run.Barrier[book.Partition]);
                await ReadAsync(book.Partition, pass.From, pass.To, (long offset, in TradeRecord record) => pass.Feed(offset, in record), cancellationToken).ConfigureAwait(false);
            }

            day.Resolve(check);
        }

        return new ComputedDay(run.Result.Key, day, run.Closing, DayClose.Settle(run.Result.Key, day, run.Closing, run.Predecessor), [.. books.Select(b => $"{feed.Topic}:{b.Partition}")]);
    }

    /// <inheritdoc/>
    public async Task ReadAsync(DayRecordTarget target, CancellationToken cancellationToken)
    {
        var ends = await topic.HighWatermarksAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (partition, first) in run.FirstOffsets.OrderBy(static f => f.Key))
            await ReadAsync(partition, first, ends.GetValueOrDefault(partition), (long _, in TradeRecord record) => target(partition, in record), cancellationToken).ConfigureAwait(false);
    }

    private async Task<PartitionBook> FoldAsync(int partition, long barrier, long end, CancellationToken cancellationToken)
    {
        var first = run.FirstOffsets[partition];
        var book = new PartitionBook(run.Reference, partition, first);
        await ReadAsync(partition, first, barrier, (long offset, in TradeRecord record) => book.Fold(offset, in record), cancellationToken).ConfigureAwait(false);
        book.Advance(barrier);
        if (book.HasHoles)
            await ReadAsync(partition, barrier, end, (long offset, in TradeRecord record) => book.FoldBeyondBarrier(offset, in record), cancellationToken).ConfigureAwait(false);
        if (book.Suspects.Count > 0)
        {
            var check = new SuspectCheck(book);
            await ReadAsync(partition, check.From, check.To, (long offset, in TradeRecord record) => check.Feed(offset, in record), cancellationToken).ConfigureAwait(false);
            book.Resolve(check);
        }

        if (book.IsSealed(barrier))
            book.Seal(barrier);
        return book;
    }

    private async Task ReadAsync(int partition, long from, long to, RecordTarget target, CancellationToken cancellationToken)
    {
        await foreach (var batch in feed.ReadRangeAsync(partition, from, to, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                ref readonly var record = ref batch.Records[i];
                if (record.Fault is { } fault)
                    throw new ComputeException([$"{feed.Topic}, partition {partition}, offset {record.Offset}: {fault}"]);
                target(record.Offset, in record.Trade);
            }
        }
    }
}
