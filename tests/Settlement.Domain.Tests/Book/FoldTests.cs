using Settlement.Domain.Book;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

public sealed class FoldTests
{
    private readonly PartitionBook _book = new(TestMarket.Of(TestMarket.Gold(TestMarket.AllTiers)), 0, 100);

    [Fact]
    public void Offset_that_is_folded_already_is_refused_and_changes_nothing()
    {
        _book.Fold(100, Trade(1, 13250, 1));
        var before = _book.Encode();
        var error = Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(2, 13250, 1)));
        Assert.Contains("offset 100 is folded already; the next one is 101", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _book.Encode());
    }

    [Fact]
    public void Overflow_is_refused_and_changes_nothing()
    {
        _book.Fold(100, Trade(1, 13250, 1));
        var before = _book.Encode();
        Assert.Throws<OverflowException>(() => _book.Fold(101, Trade(2, long.MaxValue, long.MaxValue)));
        Assert.Throws<OverflowException>(() => _book.Fold(101, Trade(2, 0, long.MaxValue, 2, 3)));
        Assert.Throws<OverflowException>(() => _book.Fold(101, Trade(2, long.MinValue, long.MaxValue / 2)));
        Assert.Throws<OverflowException>(() => _book.Fold(101, Trade(2, long.MaxValue, long.MaxValue / 2)));
        Assert.Equal(before, _book.Encode());
        Assert.Equal(FoldOutcome.Accepted, _book.Fold(101, Trade(2, 13250, 1)));
    }

    [Fact]
    public void Record_that_the_reference_data_do_not_know_is_refused_and_changes_nothing()
    {
        var before = _book.Encode();
        Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(1, 1, 1, instrument: 1)));
        Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(1, 1, 1, buyer: 4)));
        Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(1, 1, 1, seller: -1)));
        Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(1, 1, -1)));
        Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(0, 1, 1)));
        Assert.Throws<ArgumentException>(() => _book.Fold(100, Trade(1, 1, 1) with { Kind = (Domain.Trades.TradeKind)9 }));
        Assert.Throws<ArgumentException>(() => _book.Fold(100, EndOfSession(1, -1, 0)));
        Assert.Equal(before, _book.Encode());
    }

    [Fact]
    public void Each_record_has_its_outcome_and_is_counted()
    {
        var trade = Trade(1, 13250, 2);
        Assert.Equal(FoldOutcome.Accepted, _book.Fold(100, trade));
        Assert.Equal(FoldOutcome.Duplicate, _book.Fold(101, trade));
        Assert.Equal(FoldOutcome.Conflict, _book.Fold(102, trade with { Price = 13251 }));
        Assert.Equal(FoldOutcome.Bust, _book.Fold(103, Bust(2, trade)));
        Assert.Equal(FoldOutcome.Late, _book.Fold(104, trade.OnDay(-1)));
        Assert.Equal(FoldOutcome.LaterDay, _book.Fold(105, trade.OnDay(1)));
        Assert.Equal(FoldOutcome.LaterDay, _book.Fold(106, trade.OnDay(2)));
        Assert.Equal(FoldOutcome.EndOfSession, _book.Fold(107, EndOfSession(3, 2, 20_000_000_000)));
        Assert.Equal((8, 1, 1, 1, 1, 2), (_book.Records, _book.Trades, _book.Busts, _book.Duplicates, _book.Late, _book.LaterDay));
        Assert.Equal([new SequenceConflict(1, 102)], _book.Conflicts);
        Assert.Equal([new LateTrade(104, TestMarket.Day.AddDays(-1), 1, "T1")], _book.LateTrades);
        Assert.Equal(105, _book.FirstLaterDayOffset);
        Assert.Equal(new EndOfSession(3, 2, 20_000_000_000, 107), _book.EndOfSession);
        Assert.Equal(108, _book.NextOffset);
    }

    [Fact]
    public void Late_trades_are_all_counted_and_the_first_thousand_listed()
    {
        Books.FoldAll(_book, Enumerable.Range(1, 1200).Select(static i => Trade(i, 1, 1).OnDay(-3)));
        Assert.Equal(1200, _book.Late);
        Assert.Equal(1000, _book.LateTrades.Count);
        Assert.Equal(1099, _book.LateTrades[^1].Offset);
    }

    [Fact]
    public void Second_end_of_session_with_its_own_number_is_a_conflict()
    {
        Books.FoldAll(_book, Trade(1, 13250, 2), EndOfSession(2, 1, 20_000_000_000));
        Assert.Equal(FoldOutcome.Duplicate, _book.Fold(_book.NextOffset, EndOfSession(2, 1, 20_000_000_000)));
        Assert.Equal(FoldOutcome.Conflict, _book.Fold(_book.NextOffset, EndOfSession(3, 2, 20_000_000_000)));
        Assert.Equal(1, _book.ConflictCount);
        Assert.Equal(1, _book.EndOfSession!.Count);
    }

    [Fact]
    public void Advance_passes_offsets_without_records_and_never_goes_back()
    {
        _book.Advance(110);
        _book.Advance(90);
        Assert.Equal(110, _book.NextOffset);
        Assert.Equal(0, _book.Records);
    }
}
