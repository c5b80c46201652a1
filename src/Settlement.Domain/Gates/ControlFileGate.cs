using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Gates;

/// <summary>The gate on the totals of the venue's file: what it states, the book must say too.</summary>
internal static class ControlFileGate
{
    internal static GateResult ControlFile(DayBook book, ClosingData closing)
    {
        var totals = closing.ControlTotals;
        var own = Own(book);
        return Evidence.Of(
            Gate.ControlFile,
            totals.Count == 0 ? "no control totals are loaded" : $"{totals.Count} control totals of the venue's file agree with the book",
            totals.SelectMany(total => Problems(total, own, book.Reference)));
    }

    private static Dictionary<string, Figures> Own(DayBook book)
    {
        var own = new Dictionary<string, Figures>(StringComparer.Ordinal);
        for (var i = 0; i < book.Reference.Instruments.Count; i++)
        {
            var (instrument, sums) = (book.Reference.Instruments[i], book.Sums.Of(i));
            var (trades, busts) = book.CountsOf(i);
            own[instrument.Symbol] = new Figures(
                trades,
                busts,
                Amount.FromScaled(sums?.Day.Volume ?? 0, instrument.QuantityScale),
                instrument.ToAmount(sums?.Day.Value ?? 0));
        }

        return own;
    }

    private static IEnumerable<string> Problems(ControlTotal total, Dictionary<string, Figures> own, ReferenceData reference)
    {
        var name = total.Instrument ?? "all instruments";
        if (total.Instrument is { } symbol && !own.ContainsKey(symbol))
        {
            yield return $"{name}: the file has totals of it, the run's reference data do not know it";
            yield break;
        }

        if (total is { Instrument: null, Value: not null } && reference.Instruments.DistinctBy(static i => i.Currency).Skip(1).Any())
        {
            yield return $"{name}: the file has one value for several currencies; state the values by instrument";
            yield break;
        }

        var book = total.Instrument is null ? own.Values.Aggregate(default(Figures), static (sum, f) => sum + f) : own[total.Instrument];
        var differences = new List<string>();
        Compare("trades", total.Trades, book.Trades);
        Compare("busts", total.Busts, book.Busts);
        Compare("quantity", total.Quantity, book.Quantity);
        Compare("value", total.Value, book.Value);
        if (differences.Count > 0)
            yield return $"{name}: {string.Join(", ", differences)}";

        void Compare<T>(string what, T? file, T found) where T : struct, IEquatable<T>
        {
            if (file is { } stated && !stated.Equals(found))
                differences.Add(FormattableString.Invariant($"{what} {stated} in the file, {found} in the book"));
        }
    }

    /// <summary>All trades and busts counted; quantity and value of the trades that stand.</summary>
    private readonly record struct Figures(long Trades, long Busts, Amount Quantity, Amount Value)
    {
        public static Figures operator +(Figures a, Figures b) => new(a.Trades + b.Trades, a.Busts + b.Busts, a.Quantity + b.Quantity, a.Value + b.Value);
    }
}
