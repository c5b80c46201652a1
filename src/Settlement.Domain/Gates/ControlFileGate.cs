using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Gates;

/// <summary>The gate on the control totals of the venue's file.</summary>
internal static class ControlFileGate
{
    internal static GateResult ControlFile(DayBook book, ClosingData closing)
    {
        if (closing.ControlTotals.Count == 0)
            return new GateResult(Gate.ControlFile, true, "no control totals are loaded");
        var figures = Enumerable.Range(0, book.Reference.Instruments.Count).Select(i => Figures.Of(book, i)).ToList();
        return Evidence.Of(
            Gate.ControlFile,
            $"{closing.ControlTotals.Count} control totals of the venue's file agree",
            closing.ControlTotals.SelectMany(total => Problems(book.Reference, total, figures)));
    }

    private static IEnumerable<string> Problems(ReferenceData reference, ControlTotal total, IReadOnlyList<Figures> figures)
    {
        var meant = Enumerable.Range(0, figures.Count).Where(i => total.Instrument is null || reference.Instruments[i].Symbol == total.Instrument).Select(i => figures[i]).ToList();
        var of = total.Instrument ?? "all instruments";
        if (total.Instrument is not null && meant.Count == 0)
        {
            yield return $"{of}: not in the frozen reference data";
            yield break;
        }

        if (total.Trades is { } trades && trades != meant.Sum(static f => f.Trades))
            yield return $"{of}: {trades} trades in the file, {meant.Sum(static f => f.Trades)} here";
        if (total.Busts is { } busts && busts != meant.Sum(static f => f.Busts))
            yield return $"{of}: {busts} busts in the file, {meant.Sum(static f => f.Busts)} here";
        var quantity = meant.Aggregate(Amount.Zero, static (sum, f) => sum + f.Quantity);
        if (total.Quantity is { } stated && stated != quantity)
            yield return $"{of}: quantity {stated} in the file, {quantity} here";
        var value = meant.Aggregate(Amount.Zero, static (sum, f) => sum + f.Value);
        if (total.Value is { } money && money != value)
            yield return $"{of}: value {money} in the file, {value} here";
    }

    /// <summary>What the file states, as the book has it: all trades and busts counted, quantity and value of the trades that stand.</summary>
    private readonly record struct Figures(long Trades, long Busts, Amount Quantity, Amount Value)
    {
        internal static Figures Of(DayBook book, int index)
        {
            var (instrument, day) = (book.Reference.Instruments[index], book.Sums.Of(index)?.Day ?? default);
            var (trades, busts) = book.CountsOf(index);
            return new Figures(trades, busts, Amount.FromScaled(day.Volume, instrument.QuantityScale), instrument.ToAmount(day.Value));
        }
    }
}
