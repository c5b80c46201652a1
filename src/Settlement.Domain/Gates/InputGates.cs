using Settlement.Domain.Book;
using Settlement.Domain.Money;

namespace Settlement.Domain.Gates;

/// <summary>Gates on the input: nothing lost, nothing twice, nothing unaccounted.</summary>
internal static class InputGates
{
    private const string OfStore = "trade store: it has no sequence numbers";

    internal static GateResult NoSequenceHole(DayBook book) => book.IsOfStore
        ? new GateResult(Gate.NoSequenceHole, true, OfStore)
        : Evidence.Of(
            Gate.NoSequenceHole,
            $"{book.Partitions.Count} partitions, {book.Trades + book.Busts + book.RepeatedBusts} trades and busts, no number missing",
            book.Partitions.Where(static p => p.Holes.Count > 0).Select(static p => $"partition {p.Partition}: {Ranges(p.Holes)} missing"));

    internal static GateResult NoSequenceConflict(DayBook book) => book.IsOfStore
        ? new GateResult(Gate.NoSequenceConflict, true, OfStore)
        : Evidence.Of(
            Gate.NoSequenceConflict,
            $"{book.Partitions.Count} partitions, {book.Duplicates} repeated numbers, each with the same record",
            book.Partitions.SelectMany(ConflictProblems));

    internal static GateResult RecordsAccounted(DayBook book)
    {
        if (book.IsOfStore)
            return new GateResult(Gate.RecordsAccounted, true, $"trade store: {book.Trades} trades and {book.Busts} busts");
        var records = book.Partitions.Sum(static p => p.Records);
        return Evidence.Of(
            Gate.RecordsAccounted,
            $"{records} records = {book.Trades} trades + {book.Busts + book.RepeatedBusts} busts + {book.Partitions.Count(static p => p.EndOfSession is not null)} ends of session"
            + $" + {book.Duplicates} duplicates + {book.Late} late + {book.Partitions.Sum(static p => p.LaterDay)} of later days",
            book.Partitions.Where(static p => Accounted(p) != p.Records).Select(static p => $"partition {p.Partition}: {p.Records} records folded, {Accounted(p)} accounted for"));
    }

    internal static GateResult ControlTotals(DayBook book)
    {
        if (book.IsOfStore)
            return new GateResult(Gate.ControlTotals, true, "trade store: it has no ends of session");
        var ended = book.Partitions.Count(static p => p.EndOfSession is not null);
        return Evidence.Of(
            Gate.ControlTotals,
            $"{ended} of {book.Partitions.Count} partitions have an end of session; {book.Trades + book.Busts + book.RepeatedBusts} trades and busts of quantity {Quantity(book.Partitions.Aggregate(Int128.Zero, static (sum, p) => sum + p.TradedQuantity))}, {book.Partitions.Sum(static p => p.AfterEnd)} of them after it",
            book.Partitions.SelectMany(ControlProblems));
    }

    private static IEnumerable<string> ConflictProblems(PartitionSummary p)
    {
        if (p.ConflictCount > 0)
        {
            var listed = string.Join(", ", p.Conflicts.Take(5).Select(static c => $"{c.Sequence} (offset {c.Offset})"));
            yield return $"partition {p.Partition}: {p.ConflictCount} numbers used for two different records: {listed}{(p.ConflictCount > 5 ? ", …" : "")}";
        }

        if (p.SuspectCount > 0)
            yield return $"partition {p.Partition}: {p.SuspectCount} repeated numbers are not verified";
    }

    private static long Accounted(PartitionSummary p) =>
        p.Trades + p.Busts + (p.EndOfSession is null ? 0 : 1) + p.Duplicates + p.Late + p.LaterDay + p.ConflictCount + p.SuspectCount;

    private static IEnumerable<string> ControlProblems(PartitionSummary p)
    {
        if (p.EndOfSession is not { } end)
            yield break;
        var after = p.AfterEnd > 0 ? $" before it, and {p.AfterEnd} after it" : "";
        if (end.Count != p.Trades + p.Busts - p.AfterEnd)
            yield return $"partition {p.Partition}: its end of session counts {end.Count} trades and busts, {p.Trades + p.Busts - p.AfterEnd} were folded{after}";
        if (end.Quantity != p.TradedQuantity - p.QuantityAfterEnd)
            yield return $"partition {p.Partition}: its end of session states quantity {Quantity(end.Quantity)}, {Quantity(p.TradedQuantity - p.QuantityAfterEnd)} was folded{after}";
    }

    private static string Ranges(IReadOnlyList<SequenceRange> holes) =>
        string.Join(", ", holes.Take(5)) + (holes.Count > 5 ? $" and {holes.Count - 5} more ranges" : "");

    private static string Quantity(Int128 units) => ScaledText.Format(units, Amount.Scale);
}
