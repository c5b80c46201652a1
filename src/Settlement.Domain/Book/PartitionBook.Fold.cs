using Settlement.Domain.Money;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

public sealed partial class PartitionBook
{
    /// <summary>Folds the record at an offset. All or nothing: whatever it throws, the book has not changed.</summary>
    /// <param name="offset">Offset of the record; not below <see cref="NextOffset"/>.</param>
    /// <param name="record">A record resolved against <see cref="Reference"/>.</param>
    /// <exception cref="ArgumentException">The offset is folded already, or the record is not well formed.</exception>
    /// <exception cref="OverflowException">A sum would not fit.</exception>
    /// <exception cref="BookLimitException">Too many holes or suspects.</exception>
    public FoldOutcome Fold(long offset, in TradeRecord record)
    {
        var next = After(offset);
        var outcome = record.TradingDay == _day ? FoldOfDay(offset, in record)
            : record.TradingDay < _day ? FoldLate(offset, in record)
            : FoldLaterDay(offset);
        Records++;
        NextOffset = next;
        if (outcome != FoldOutcome.LaterDay)
            LastDayOffset = offset;
        return outcome;
    }

    /// <summary>Prepares for records that are folded next: many at once take less time than each by itself. Changes nothing.</summary>
    public void LookAhead(ReadOnlySpan<TradeRecord> records) => Sums.Positions.LookAhead(records);

    /// <summary>
    /// Folds the record at an offset beyond the barrier: only a trade or bust of the day that fills a hole is taken.
    /// </summary>
    /// <inheritdoc cref="Fold"/>
    public FoldOutcome FoldBeyondBarrier(long offset, in TradeRecord record)
    {
        var next = After(offset);
        var outcome = FoldOutcome.Ignored;
        if (record.TradingDay == _day && record.Kind != TradeKind.EndOfSession && _sequence.FillsHole(record.Sequence))
        {
            outcome = FoldOfDay(offset, in record);
            Records++;
            _lastFillerOffset = offset;
        }

        NextOffset = next;
        return outcome;
    }

    /// <summary>Passes offsets that hold no data record: control records, aborted records, the end of the partition. Going back does nothing.</summary>
    public void Advance(long nextOffset) => NextOffset = Math.Max(NextOffset, nextOffset);

    private long After(long offset)
    {
        if (offset < NextOffset)
            throw new ArgumentException($"Partition {Partition}: offset {offset} is folded already; the next one is {NextOffset}.", nameof(offset));
        return checked(offset + 1);
    }

    private FoldOutcome FoldOfDay(long offset, in TradeRecord record)
    {
        if (record.Sequence < 1)
            throw new ArgumentException($"Partition {Partition}, offset {offset}: sequence {record.Sequence} is below 1.", nameof(record));
        var fingerprint = Fingerprint.Of(in record);
        switch (_sequence.Classify(record.Sequence, fingerprint))
        {
            case Arrival.Same:
                Duplicates++;
                return FoldOutcome.Duplicate;
            case Arrival.Other:
                AddConflict(new SequenceConflict(record.Sequence, offset));
                return FoldOutcome.Conflict;
            case Arrival.TooOld:
                AddSuspect(new Suspect(record.Sequence, fingerprint, offset));
                return FoldOutcome.Suspect;
        }

        _sequence.ThrowIfFull(record.Sequence);
        switch (record.Kind)
        {
            case TradeKind.Trade:
                Sums.Apply(in record);
                _sequence.Take(record.Sequence, fingerprint);
                Trades++;
                if (EndOfSession is not null)
                    CountAfterEnd(in record);
                return FoldOutcome.Accepted;
            case TradeKind.Bust:
                Sums.ThrowIfUnknown(in record);
                Busted.Add(in record);
                _sequence.Take(record.Sequence, fingerprint);
                Busts++;
                if (EndOfSession is not null)
                    CountAfterEnd(in record);
                return FoldOutcome.Bust;
            case TradeKind.EndOfSession:
                return FoldEndOfSession(offset, in record, fingerprint);
            default:
                throw new ArgumentException($"Partition {Partition}, offset {offset}: a record of unknown kind {(int)record.Kind}.", nameof(record));
        }
    }

    private FoldOutcome FoldEndOfSession(long offset, in TradeRecord record, ulong fingerprint)
    {
        if (record.Count < 0)
            throw new ArgumentException($"Partition {Partition}, offset {offset}: the end of session counts {record.Count} records.", nameof(record));
        _sequence.Take(record.Sequence, fingerprint);
        if (EndOfSession is not null)
        {
            // A partition's day ends once; which of two ends is right, nobody here can tell.
            AddConflict(new SequenceConflict(record.Sequence, offset));
            return FoldOutcome.Conflict;
        }

        EndOfSession = new EndOfSession(record.Sequence, record.Count, record.TotalQuantity, offset);
        _sequence.Expect(record.Count);
        return FoldOutcome.EndOfSession;
    }

    private void CountAfterEnd(in TradeRecord record)
    {
        if (record.Sequence <= EndOfSession!.Sequence)
            return;
        AfterEnd++;
        if (record.Kind == TradeKind.Trade)
            QuantityAfterEnd += (Int128)record.Quantity * PowerOfTen.Of(Amount.Scale - Reference.Instruments[record.Instrument].QuantityScale);
    }

    private FoldOutcome FoldLate(long offset, in TradeRecord record)
    {
        if (_lateTrades.Count < MaxLateListed)
            _lateTrades.Add(new LateTrade(offset, DateOnly.FromDayNumber(record.TradingDay), record.Sequence, record.TradeId.ToString()));
        Late++;
        return FoldOutcome.Late;
    }

    private FoldOutcome FoldLaterDay(long offset)
    {
        FirstLaterDayOffset ??= offset;
        LaterDay++;
        return FoldOutcome.LaterDay;
    }
}
