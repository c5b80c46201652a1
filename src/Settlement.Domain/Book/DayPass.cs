using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>
/// One more pass over a partition's log, which hands on the trades and busts that the sealed book has taken: the first of each number below the barrier, and beyond it those that fill a hole.
/// Feed it the committed records in the order of their offsets, from <see cref="From"/> to <see cref="To"/>.
/// </summary>
public sealed class DayPass
{
    private readonly SequenceTracker _sequence = new();
    private readonly int _day;
    private readonly long _barrier;
    private readonly RecordTaker _take;
    private bool _hasEnded;

    internal DayPass(PartitionBook book, long barrier, RecordTaker take)
    {
        ArgumentNullException.ThrowIfNull(book);
        _day = book.Reference.TradingDay.DayNumber;
        _barrier = barrier;
        _take = take;
        From = book.StartOffset;
        To = book.NextOffset;
    }

    internal delegate void RecordTaker(in TradeRecord record);

    /// <summary>First offset of the pass.</summary>
    public long From { get; }

    /// <summary>End of the pass, exclusive.</summary>
    public long To { get; }

    /// <summary>Takes the next committed record of the pass; offsets rise.</summary>
    public void Feed(long offset, in TradeRecord record)
    {
        if (IsTaken(offset, in record))
            _take(in record);
    }

    private bool IsTaken(long offset, in TradeRecord record)
    {
        if (record.TradingDay != _day || record.Sequence < 1)
            return false;
        if (offset >= _barrier && (record.Kind == TradeKind.EndOfSession || !_sequence.FillsHole(record.Sequence)))
            return false;
        var fingerprint = Fingerprint.Of(in record);
        if (_sequence.Classify(record.Sequence, fingerprint) != Arrival.First)
            return false;
        _sequence.Take(record.Sequence, fingerprint);
        if (record.Kind != TradeKind.EndOfSession)
            return true;
        if (!_hasEnded)
            _sequence.Expect(record.Count);
        _hasEnded = true;
        return false;
    }
}
