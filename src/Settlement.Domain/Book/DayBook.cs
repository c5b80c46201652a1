using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>
/// The books of all partitions as one, or the day as the trade store tells it: the sums that the settlement rests on, and the figures that the gates
/// compare. Merging is addition: the order of partitions does not matter.
/// </summary>
public sealed partial class DayBook
{
    private readonly List<PartitionSummary> _partitions = [];

    private DayBook(ReferenceData reference, bool isOfStore)
    {
        Reference = reference;
        IsOfStore = isOfStore;
        Sums = new DaySums(reference);
        _takenTrades = new long[reference.Instruments.Count];
        _takenValue = new Int128[reference.Instruments.Count];
    }

    /// <summary>Frozen reference data.</summary>
    public ReferenceData Reference { get; }

    /// <summary>True when the trades came from the trade store, which has no partitions and no venue sequence.</summary>
    public bool IsOfStore { get; }

    /// <summary>Trades of the day, those of zero quantity and the busted ones included.</summary>
    public long Trades { get; private set; }

    /// <summary>Repeated records dropped.</summary>
    public long Duplicates => _partitions.Sum(static p => p.Duplicates);

    /// <summary>Records of an earlier trading day.</summary>
    public long Late => _partitions.Sum(static p => p.Late);

    /// <summary>One summary per partition, rising; empty for the trade store.</summary>
    public IReadOnlyList<PartitionSummary> Partitions => _partitions;

    internal DaySums Sums { get; }

    /// <summary>Adds the books of partitions up; they stay as they are.</summary>
    /// <exception cref="ArgumentException">A partition is there twice, or a book was folded under other reference data.</exception>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public static DayBook Merge(ReferenceData reference, IEnumerable<PartitionBook> books)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var day = new DayBook(reference, isOfStore: false);
        foreach (var book in books.OrderBy(static b => b.Partition))
        {
            if (book.Reference.Hash != reference.Hash)
                throw new ArgumentException($"Partition {book.Partition} was folded under reference data {book.Reference.Hash}, but the run's are {reference.Hash}.", nameof(books));
            if (day._partitions.Count > 0 && day._partitions[^1].Partition == book.Partition)
                throw new ArgumentException($"Partition {book.Partition} is there twice.", nameof(books));
            day.Sums.Add(book.Sums);
            day.Busted.Add(book.Busted);
            day.Trades += book.Trades;
            day._partitions.Add(PartitionSummary.Of(book));
        }

        return day;
    }

    /// <summary>An empty book for the day as the trade store tells it.</summary>
    public static DayBook OfStore(ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new DayBook(reference, isOfStore: true);
    }

    /// <summary>Folds a row of the trade store, all busts before the first trade; the sequence of the record does not matter. All or nothing.</summary>
    /// <exception cref="ArgumentException">The record is neither a trade nor a bust, of another trading day, or a bust after a trade.</exception>
    /// <exception cref="OverflowException">A sum would not fit.</exception>
    /// <exception cref="InvalidOperationException">The book is not one of the trade store.</exception>
    public void Fold(in TradeRecord record)
    {
        if (!IsOfStore)
            throw new InvalidOperationException("Records of the feed are folded into the books of their partitions.");
        if (record.Kind is not (TradeKind.Trade or TradeKind.Bust) || record.TradingDay != Reference.TradingDay.DayNumber)
            throw new ArgumentException($"Row {record.Sequence} of the trade store is not a trade or bust of {Reference.TradingDay:yyyy-MM-dd}.", nameof(record));
        if (record.Kind == TradeKind.Bust)
        {
            if (_storeCheck is not null)
                throw new ArgumentException($"Row {record.Sequence} of the trade store is a bust after a trade; busts come first.", nameof(record));
            Sums.ThrowIfUnknown(in record);
            Busted.Add(in record);
            return;
        }

        Sums.Apply(in record);
        Trades++;
        (_storeCheck ??= new BustCheck(this)).Take(in record);
    }
}

/// <summary>A partition's figures, as the gates compare them.</summary>
public sealed record PartitionSummary
{
    /// <summary>Partition of the trade topic.</summary>
    public required int Partition { get; init; }

    /// <summary>Records folded.</summary>
    public required long Records { get; init; }

    /// <summary>Trades of the day.</summary>
    public required long Trades { get; init; }

    /// <summary>Busts of the day.</summary>
    public required long Busts { get; init; }

    /// <summary>Trades and busts that came after the end of session: its control totals do not count them.</summary>
    public required long AfterEnd { get; init; }

    /// <summary>Sum of the quantities of the trades among them, in units of 10^-10.</summary>
    public required Int128 QuantityAfterEnd { get; init; }

    /// <summary>Repeated records dropped.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Records of an earlier trading day.</summary>
    public required long Late { get; init; }

    /// <summary>The first late records, in the order of the log; at most <see cref="PartitionBook.MaxLateListed"/>.</summary>
    public required IReadOnlyList<LateTrade> LateTrades { get; init; }

    /// <summary>Records of a later trading day.</summary>
    public required long LaterDay { get; init; }

    /// <summary>Records that used a number of another record.</summary>
    public required int ConflictCount { get; init; }

    /// <summary>The first conflicts.</summary>
    public required IReadOnlyList<SequenceConflict> Conflicts { get; init; }

    /// <summary>Repeated numbers that nobody has verified.</summary>
    public required int SuspectCount { get; init; }

    /// <summary>Missing sequence numbers.</summary>
    public required IReadOnlyList<SequenceRange> Holes { get; init; }

    /// <summary>The venue's control totals; null when there are none.</summary>
    public required EndOfSession? EndOfSession { get; init; }

    /// <summary>Sum of the trades' quantities, the busted ones included, in units of 10^-10.</summary>
    public required Int128 TradedQuantity { get; init; }

    /// <summary>Offset of the first record of a later trading day below the barrier; null when there is none.</summary>
    public required long? FirstLaterDayOffset { get; init; }

    internal static PartitionSummary Of(PartitionBook book) => new()
    {
        Partition = book.Partition,
        Records = book.Records,
        Trades = book.Trades,
        Busts = book.Busts,
        AfterEnd = book.AfterEnd,
        QuantityAfterEnd = book.QuantityAfterEnd,
        Duplicates = book.Duplicates,
        Late = book.Late,
        LateTrades = [.. book.LateTrades],
        LaterDay = book.LaterDay,
        ConflictCount = book.ConflictCount,
        Conflicts = [.. book.Conflicts],
        SuspectCount = book.Suspects.Count,
        Holes = [.. book.Holes],
        EndOfSession = book.EndOfSession,
        TradedQuantity = book.TradedQuantity,
        FirstLaterDayOffset = book.FirstLaterDayOffset,
    };
}
