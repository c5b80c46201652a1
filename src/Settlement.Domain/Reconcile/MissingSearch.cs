using Settlement.Domain.Book;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Reconcile;

/// <summary>
/// One more pass over feed and trade store for the records that only one of them has. Its memory does not grow with the day. Read every partition through a
/// <see cref="Pass"/> and the store's rows through <see cref="FeedStore"/>, in any order of the two, then ask for the <see cref="Result"/> once.
/// </summary>
public sealed class MissingSearch
{
    private readonly DifferenceSketch _sketch = new();

    /// <summary>Begins the pass over one partition.</summary>
    /// <param name="book">The partition's book, sealed.</param>
    /// <param name="barrier">The barrier that it was sealed at.</param>
    public MissingPass Pass(PartitionBook book, long barrier)
    {
        ArgumentNullException.ThrowIfNull(book);
        return new MissingPass(_sketch, book, barrier);
    }

    /// <summary>Takes a row of the trade store.</summary>
    public void FeedStore(in TradeRecord record) => _sketch.AddStore(in record);

    /// <summary>What was found.</summary>
    public MissingRecords Result() => _sketch.Decode();
}

/// <summary>The pass of a <see cref="MissingSearch"/> over one partition.</summary>
public sealed class MissingPass
{
    private readonly DifferenceSketch _sketch;
    private readonly DayReplay _replay;

    internal MissingPass(DifferenceSketch sketch, PartitionBook book, long barrier)
    {
        _sketch = sketch;
        _replay = new DayReplay(book.Reference.TradingDay.DayNumber, barrier);
        From = book.StartOffset;
        To = book.NextOffset;
    }

    /// <summary>First offset of the pass.</summary>
    public long From { get; }

    /// <summary>End of the pass, exclusive.</summary>
    public long To { get; }

    /// <summary>Takes the next committed record of the pass; offsets rise.</summary>
    public void Feed(long offset, in TradeRecord record)
    {
        if (_replay.Takes(offset, in record))
            _sketch.AddFeed(in record);
    }
}
