using Settlement.Domain.Book;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

public sealed class BarrierTests
{
    private readonly PartitionBook _book = new(TestMarket.Of(TestMarket.Gold()), 0, 0);

    [Fact]
    public void Book_that_took_a_record_of_the_day_beyond_the_barrier_is_not_exact_for_it()
    {
        Books.FoldAll(_book, Trade(1, 13250, 1), Trade(2, 13250, 1));
        Assert.True(_book.IsExactFor(2));
        Assert.True(_book.IsSealed(2));
        Assert.False(_book.IsExactFor(1));
        Assert.False(_book.IsSealed(1));
        Assert.False(_book.IsExactFor(3));
    }

    [Fact]
    public void Records_of_a_later_day_beyond_the_barrier_leave_the_book_exact()
    {
        Books.FoldAll(_book, Trade(1, 13250, 1), Trade(1, 13250, 1).OnDay(1), Trade(2, 13250, 1).OnDay(1));
        Assert.True(_book.IsSealed(1));
        Assert.Equal(0, _book.LastDayOffset);
    }

    [Fact]
    public void Beyond_the_barrier_only_a_missing_record_is_taken()
    {
        Books.FoldAll(_book, Trade(1, 13250, 1), Trade(3, 13250, 1));
        Assert.Equal(FoldOutcome.Ignored, _book.FoldBeyondBarrier(2, Trade(4, 13250, 1)));
        Assert.Equal(FoldOutcome.Ignored, _book.FoldBeyondBarrier(3, Trade(1, 13250, 1)));
        Assert.Equal(FoldOutcome.Ignored, _book.FoldBeyondBarrier(4, Trade(1, 13250, 9)));
        Assert.Equal(FoldOutcome.Ignored, _book.FoldBeyondBarrier(5, EndOfSession(2, 1, 0)));
        Assert.Equal(FoldOutcome.Ignored, _book.FoldBeyondBarrier(6, Trade(2, 13250, 1).OnDay(1)));
        Assert.Equal(FoldOutcome.Ignored, _book.FoldBeyondBarrier(7, Trade(2, 13250, 1).OnDay(-1)));
        Assert.False(_book.IsSealed(2));
        Assert.Equal(FoldOutcome.Accepted, _book.FoldBeyondBarrier(8, Trade(2, 13250, 1)));
        Assert.True(_book.IsSealed(2));
        Assert.Equal(9, _book.NextOffset);
        Assert.Equal((3, 3, 0, 0), (_book.Records, _book.Trades, _book.Late, _book.ConflictCount));
        Assert.True(Books.Close(_book).Passed);
    }

    [Fact]
    public void Book_that_is_not_ready_cannot_be_sealed()
    {
        Books.FoldAll(_book, Trade(1, 13250, 1), Trade(3, 13250, 1));
        Assert.Throws<InvalidOperationException>(() => _book.Seal(3));
        Assert.Throws<InvalidOperationException>(() => _book.Seal(2));
        _book.FoldBeyondBarrier(2, Trade(2, 13250, 1));
        Assert.Throws<InvalidOperationException>(() => _book.Seal(1));
        _book.Seal(2);
        Assert.True(_book.IsSealed(2));
    }

    [Fact]
    public void Sealed_books_are_equal_however_far_each_had_read()
    {
        var filler = Trade(2, 13250, 1);
        var far = new PartitionBook(_book.Reference, 0, 0);
        foreach (var book in new[] { _book, far })
            Books.FoldAll(book, Trade(1, 13250, 1), Trade(7, 1, 1).OnDay(2), Trade(3, 13250, 1));
        Books.FoldAll(far, Trade(1, 13250, 1).OnDay(1), Trade(2, 13250, 1).OnDay(1));
        _book.FoldBeyondBarrier(3, Trade(1, 13250, 1).OnDay(1));
        _book.FoldBeyondBarrier(6, filler);
        far.FoldBeyondBarrier(6, filler);
        far.FoldBeyondBarrier(7, Trade(4, 13250, 1));
        far.Advance(90);
        _book.Seal(3);
        far.Seal(3);
        Assert.Equal(_book.Encode(), far.Encode());
        Assert.Equal((7, 1), (far.NextOffset, far.FirstLaterDayOffset));
        far.Seal(3);
        Assert.Equal(_book.Encode(), far.Encode());
        Assert.True(Books.Close(far).Passed);
    }

    [Fact]
    public void Later_day_that_begins_beyond_the_barrier_is_not_part_of_the_sealed_book()
    {
        Books.FoldAll(_book, Trade(1, 13250, 1), Trade(1, 13250, 1).OnDay(1));
        _book.Seal(1);
        Assert.Null(_book.FirstLaterDayOffset);
        Assert.Equal(1, _book.NextOffset);
    }

    [Fact]
    public void Sealed_book_is_the_same_whether_it_was_stored_on_the_way_or_not()
    {
        Books.FoldAll(_book, Trade(1, 13250, 1), Trade(3, 13250, 1));
        var restored = PartitionBook.Decode(_book.Reference, _book.Encode());
        foreach (var book in new[] { _book, restored })
        {
            book.FoldBeyondBarrier(2, Trade(5, 13250, 1));
            book.FoldBeyondBarrier(3, Bust(2, Trade(1, 13250, 1)));
        }

        Assert.True(restored.IsSealed(2));
        Assert.Equal(_book.Encode(), restored.Encode());
    }
}
