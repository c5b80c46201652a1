using Settlement.Domain.Book;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

public sealed class SuspectTests
{
    private readonly List<TradeRecord> _log = [.. Enumerable.Range(1, 20_000).Select(static i => Trade(i, 13250 + (i % 7), 1))];

    [Fact]
    public void Old_repeats_are_verified_by_one_more_pass_in_any_order()
    {
        _log.AddRange([_log[4], _log[5] with { Quantity = 9 }, _log[4], _log[4] with { Price = 1 }]);
        var book = Books.Folded(TestMarket.Of(TestMarket.Gold()), _log);
        Assert.Equal(4, book.Suspects.Count);
        Assert.False(book.IsSealed(book.NextOffset));
        var check = new SuspectCheck(book);
        Assert.Equal((0, 20_003), (check.From, check.To));
        for (var offset = _log.Count - 1; offset >= 0; offset--)
            check.Feed(offset, _log[offset]);
        Assert.Equal((0, 2, 2), (check.Remaining, check.Verified, check.Conflicting));
        book.Resolve(check);
        var image = book.Encode();
        book.Resolve(check);
        Assert.Equal(image, book.Encode());
        Assert.Empty(book.Suspects);
        Assert.Equal(2, book.Duplicates);
        Assert.Equal([new SequenceConflict(6, 20_001), new SequenceConflict(5, 20_003)], book.Conflicts);
        Assert.True(book.IsSealed(book.NextOffset));
        Assert.False(Books.Close(book).Passed);
    }

    [Fact]
    public void Suspect_whose_first_record_was_not_read_again_stays()
    {
        _log.Add(_log[4]);
        var book = Books.Folded(TestMarket.Of(TestMarket.Gold()), _log);
        var check = new SuspectCheck(book);
        check.Feed(4, _log[4].OnDay(1));
        check.Feed(20_000, _log[20_000]);
        Assert.Equal((1, 0, 0), (check.Remaining, check.Verified, check.Conflicting));
        book.Resolve(check);
        Assert.Single(book.Suspects);
        Assert.Contains("partition 0: 1 repeated numbers are not verified", Evidence(book), StringComparison.Ordinal);
    }

    [Fact]
    public void Conflicts_list_the_smallest_offsets_whether_found_early_or_late()
    {
        var other = _log[19_000] with { Price = 1 };
        _log.AddRange(Enumerable.Range(0, 80).Select(i => _log[i] with { Price = 2 }));
        _log.AddRange(Enumerable.Repeat(other, 60));
        var book = Books.Folded(TestMarket.Of(TestMarket.Gold()), _log);
        var check = new SuspectCheck(book);
        for (var offset = 0; offset < _log.Count; offset++)
            check.Feed(offset, _log[offset]);
        book.Resolve(check);
        Assert.Equal(140, book.ConflictCount);
        Assert.Equal(Enumerable.Range(20_000, 100).Select(static o => (long)o), book.Conflicts.Select(static c => c.Offset));
    }

    private static string Evidence(PartitionBook book) =>
        Books.Close(book).Gates.Single(static g => g.Gate == Domain.Gates.Gate.NoSequenceConflict).Evidence;
}
