using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>
/// Tells, in one more pass over a partition's log, which records the sealed book has taken: the first of each number below the barrier, and beyond it those that fill a hole. Feed it the
/// committed records in the order of their offsets, beginning where the book began.
/// </summary>
internal sealed class DayReplay(int day, long barrier)
{
    private readonly SequenceTracker _sequence = new();
    private bool _hasEnded;

    /// <summary>True when the record is a trade or bust that the book has taken.</summary>
    internal bool Takes(long offset, in TradeRecord record)
    {
        if (record.TradingDay != day || record.Sequence < 1)
            return false;
        if (offset >= barrier && (record.Kind == TradeKind.EndOfSession || !_sequence.FillsHole(record.Sequence)))
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
