using Settlement.Domain.Reference;

namespace Settlement.Domain.Book;

/// <summary>
/// The fold of one partition's committed records below an offset, under the run's frozen reference data. A pure function of these: equal for
/// every process, mode and restart. Its size grows with positions, not with trades. Not safe for concurrent use.
/// </summary>
public sealed partial class PartitionBook
{
    /// <summary>Most late trades and conflicts that are listed; all are counted.</summary>
    public const int MaxLateListed = 1000;

    /// <summary>Most conflicts that are listed; all are counted.</summary>
    public const int MaxConflictsListed = 100;

    private readonly int _day;
    private readonly SequenceTracker _sequence = new();
    private readonly List<LateTrade> _lateTrades = [];

    /// <summary>An empty book that starts at an offset.</summary>
    public PartitionBook(ReferenceData reference, int partition, long startOffset)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(startOffset);
        Reference = reference;
        Partition = partition;
        StartOffset = startOffset;
        NextOffset = startOffset;
        _day = reference.TradingDay.DayNumber;
        Sums = new DaySums(reference);
    }

    /// <summary>Frozen reference data.</summary>
    public ReferenceData Reference { get; }

    /// <summary>Partition of the trade topic.</summary>
    public int Partition { get; }

    /// <summary>Where the fold began: no record below it belongs to the day.</summary>
    public long StartOffset { get; }

    /// <summary>All committed records below it are folded.</summary>
    public long NextOffset { get; private set; }

    /// <summary>
    /// Offset of the last record that an ordinary <see cref="Fold"/> took notice of, records of a later day apart; -1 when there is none. What
    /// follows it has not changed the book.
    /// </summary>
    public long LastDayOffset { get; private set; } = -1;

    /// <summary>Records folded, of whatever outcome but <see cref="FoldOutcome.Ignored"/>.</summary>
    public long Records { get; private set; }

    /// <summary>Trades of the day, those of zero quantity and the busted ones included.</summary>
    public long Trades { get; private set; }

    /// <summary>Busts of the day.</summary>
    public long Busts { get; private set; }

    /// <summary>Trades and busts numbered after the end of session: late corrections, which its control totals do not count.</summary>
    public long AfterEnd { get; private set; }

    /// <summary>Sum of the quantities of the trades among them, in units of 10^-10.</summary>
    public Int128 QuantityAfterEnd { get; private set; }

    /// <summary>Repeated records dropped.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Records of an earlier trading day.</summary>
    public long Late { get; private set; }

    /// <summary>Records of a later trading day.</summary>
    public long LaterDay { get; private set; }

    /// <summary>The first late trades, at most <see cref="MaxLateListed"/>.</summary>
    public IReadOnlyList<LateTrade> LateTrades => _lateTrades;

    /// <summary>
    /// Offset of the first record of a later trading day; null when none was seen. The next day starts there, else at the barrier: records of a later day
    /// beyond the barrier are not part of a sealed book.
    /// </summary>
    public long? FirstLaterDayOffset { get; private set; }

    /// <summary>The venue's control totals; null until they come.</summary>
    public EndOfSession? EndOfSession { get; private set; }

    /// <summary>Sum of the trades' quantities, the busted ones included, in units of 10^-10.</summary>
    public Int128 TradedQuantity => Sums.TradedQuantity;

    /// <summary>Whether a sequence number is missing, those included that the end of session tells of.</summary>
    public bool HasHoles => _sequence.Holes.Count > 0;

    /// <summary>The missing sequence numbers, rising.</summary>
    public IReadOnlyList<SequenceRange> Holes => _sequence.Holes;

    internal DaySums Sums { get; }

    internal BustTable Busted { get; } = new();

    /// <summary>Count, quantity and value of the partition's trades, busted ones included, and of its busts, per instrument that has any; ordered by symbol.</summary>
    /// <exception cref="OverflowException">A value does not fit.</exception>
    public IReadOnlyList<InstrumentTotals> Totals() => InstrumentTotals.Of(Reference, Sums, Busted, [], []);

    /// <summary>
    /// True when the book, as far as the settlement of the day goes, is the fold of exactly the records below the barrier and of what
    /// <see cref="FoldBeyondBarrier"/> took beyond it. A book that is not must be loaded anew from a checkpoint at or below the barrier.
    /// </summary>
    public bool IsExactFor(long barrier) => NextOffset >= barrier && LastDayOffset < barrier;

    /// <summary>True when the book is exact for the barrier and nothing about it is open: no hole, no suspect. Conflicts do not keep it open: a gate names them.</summary>
    public bool IsSealed(long barrier) => IsExactFor(barrier) && !HasHoles && _suspects.Count == 0;
}
