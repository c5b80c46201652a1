using Settlement.Domain.Book;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

public sealed class SequenceTests
{
    private readonly PartitionBook _book = new(TestMarket.Of(TestMarket.Gold()), 0, 0);

    [Fact]
    public void Missing_numbers_are_ranges_that_close_as_the_records_arrive()
    {
        Fold(3, 4, 9);
        Assert.Equal([new SequenceRange(1, 2), new SequenceRange(5, 8)], _book.Holes);
        Fold(6);
        Assert.Equal([new SequenceRange(1, 2), new SequenceRange(5, 5), new SequenceRange(7, 8)], _book.Holes);
        Fold(2, 5, 8, 7);
        Assert.Equal([new SequenceRange(1, 1)], _book.Holes);
        Assert.False(_book.IsSealed(0));
        Fold(1);
        Assert.False(_book.HasHoles);
        Assert.Equal(9, _book.Trades);
    }

    [Fact]
    public void End_of_session_tells_of_missing_numbers_after_the_last_record()
    {
        Fold(1, 2);
        _book.Fold(_book.NextOffset, EndOfSession(6, 5, 0));
        Assert.Equal([new SequenceRange(3, 5)], _book.Holes);
    }

    [Fact]
    public void End_of_session_that_counts_beyond_its_own_number_leaves_one_range()
    {
        _book.Fold(0, EndOfSession(4, 6, 0));
        Assert.Equal([new SequenceRange(1, 3), new SequenceRange(5, 6)], _book.Holes);
        Fold(9);
        Assert.Equal([new SequenceRange(1, 3), new SequenceRange(5, 8)], _book.Holes);
    }

    [Fact]
    public void Number_that_fills_a_hole_is_remembered_for_later_repeats()
    {
        Fold(1, 3, 2);
        Assert.Equal(FoldOutcome.Duplicate, _book.Fold(_book.NextOffset, Trade(2, 13250, 1)));
        Assert.Equal(FoldOutcome.Conflict, _book.Fold(_book.NextOffset, Trade(2, 13250, 2)));
    }

    [Fact]
    public void Exactly_the_last_16384_numbers_are_compared_at_once()
    {
        Fold([.. Enumerable.Range(1, 16_385).Select(static i => (long)i)]);
        Assert.Equal(FoldOutcome.Suspect, _book.Fold(_book.NextOffset, Trade(1, 13250, 1)));
        Assert.Equal(FoldOutcome.Duplicate, _book.Fold(_book.NextOffset, Trade(2, 13250, 1)));
        Assert.Equal(FoldOutcome.Conflict, _book.Fold(_book.NextOffset, Trade(2, 13251, 1)));
    }

    [Fact]
    public void Leap_over_the_whole_window_never_mistakes_a_stale_fingerprint()
    {
        Fold(1, 2, 40_000);
        Assert.Equal([new SequenceRange(3, 39_999)], _book.Holes);
        Assert.Equal(FoldOutcome.Suspect, _book.Fold(_book.NextOffset, Trade(1, 13250, 1)));
        Assert.Equal(FoldOutcome.Accepted, _book.Fold(_book.NextOffset, Trade(1 + 16_384, 13250, 1)));
        Assert.Equal(FoldOutcome.Duplicate, _book.Fold(_book.NextOffset, Trade(40_000, 13250, 1)));
        Assert.Equal(FoldOutcome.Accepted, _book.Fold(_book.NextOffset, Trade(40_000 - 16_384, 13250, 1)));
        Assert.Equal(FoldOutcome.Duplicate, _book.Fold(_book.NextOffset, Trade(40_000, 13250, 1)));
    }

    [Fact]
    public void Greatest_possible_number_is_taken()
    {
        Fold(long.MaxValue, 1);
        var decoded = PartitionBook.Decode(_book.Reference, _book.Encode());
        Assert.Equal([new SequenceRange(2, long.MaxValue - 1)], decoded.Holes);
        Assert.Equal(FoldOutcome.Duplicate, decoded.Fold(decoded.NextOffset, Trade(long.MaxValue, 13250, 1)));
    }

    private void Fold(params long[] sequences) => Books.FoldAll(_book, sequences.Select(static s => Trade(s, 13250, 1)));
}
