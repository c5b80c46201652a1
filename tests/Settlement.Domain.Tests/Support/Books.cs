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

    internal static DayCloseOutcome Close(ReferenceData reference, params IEnumerable<TradeRecord> records) => Close(Folded(reference, records));

    /// <summary>The result; fails with the gates' evidence when there is none.</summary>
    internal static SettlementResult Result(this DayCloseOutcome outcome)
    {
        Assert.True(outcome.Passed, string.Join('\n', outcome.Gates.Where(static g => !g.Passed)));
        return outcome.Result!;
    }

    internal static DayBook OfStore(ReferenceData reference, params IEnumerable<TradeRecord> records)
    {
        var day = DayBook.OfStore(reference);
        foreach (var record in records)
            day.Fold(in record);
        return day;
    }
}
