using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Support;

/// <summary>Folds records and closes days.</summary>
internal static class Books
{
    internal static readonly RunKey Key = new(TestMarket.Name, TestMarket.Day, 1);

    /// <summary>A book of partition 0 that has folded the records at offsets 0, 1, …</summary>
    internal static PartitionBook Folded(ReferenceData reference, params IEnumerable<TradeRecord> records)
    {
        var book = new PartitionBook(reference, 0, 0);
        FoldAll(book, records);
        return book;
    }

    internal static void FoldAll(PartitionBook book, params IEnumerable<TradeRecord> records)
    {
        foreach (var record in records)
            book.Fold(book.NextOffset, in record);
    }

    internal static DayCloseOutcome Close(params PartitionBook[] books) => DayClose.Settle(Key, DayBook.Merge(books[0].Reference, books), ClosingData.Empty, null);

    /// <summary>Folds and closes the records at offsets 0, 1, …, busts found among them.</summary>
    internal static DayCloseOutcome Close(ReferenceData reference, params IEnumerable<TradeRecord> records)
    {
        var log = records.ToList();
        return Close((Folded(reference, log), new PartitionLog(0, [.. log.Select(static (r, i) => ((long)i, r))], log.Count)));
    }

    /// <summary>Folds and closes the records with what came after the close.</summary>
    internal static DayCloseOutcome Close(ReferenceData reference, ClosingData closing, params IEnumerable<TradeRecord> records) =>
        DayClose.Settle(Key with { TradingDay = reference.TradingDay }, OfStore(reference, records), closing, null);

    /// <summary>Closes sealed books beside the logs that they were folded from.</summary>
    internal static DayCloseOutcome Close(params (PartitionBook Book, PartitionLog Log)[] partitions) => DayClose.Settle(Key, Merged(partitions), ClosingData.Empty, null);

    /// <summary>The merged books, their busts found in the logs.</summary>
    internal static DayBook Merged(params (PartitionBook Book, PartitionLog Log)[] partitions)
    {
        var day = DayBook.Merge(partitions[0].Book.Reference, partitions.Select(static p => p.Book));
        var check = new BustCheck(day);
        foreach (var (book, log) in partitions)
        {
            var pass = check.Pass(book, log.Barrier);
            foreach (var (offset, record) in log.Entries.Where(e => e.Offset >= pass.From && e.Offset < pass.To))
                pass.Feed(offset, in record);
        }

        day.Resolve(check);
        return day;
    }

    /// <summary>The result; fails with the gates' evidence when there is none.</summary>
    internal static SettlementResult Result(this DayCloseOutcome outcome)
    {
        Assert.True(outcome.Passed, string.Join('\n', outcome.Gates.Where(static g => !g.Passed)));
        return outcome.Result!;
    }

    internal static DayBook OfStore(ReferenceData reference, params IEnumerable<TradeRecord> records)
    {
        var day = DayBook.OfStore(reference);
        foreach (var record in records.OrderByDescending(static r => r.Kind))
            day.Fold(in record);
        day.EndOfStore();
        return day;
    }
}
