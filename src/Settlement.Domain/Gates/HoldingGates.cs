using System.Globalization;
using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>Gates on what accounts hold.</summary>
internal static class HoldingGates
{
    internal static GateResult PositionsHeld(DayFigures figures)
    {
        var apart = figures.Positions.Count(static p => p.Sides is not null);
        return Evidence.Of(
            Gate.PositionsHeld,
            $"{apart} positions are kept long and short apart, none closed more than it held",
            figures.Positions.Where(static p => p.Sides is not null).SelectMany(p => HeldProblems(figures, p)));
    }

    internal static GateResult OpenInterestBounded(DayFigures figures)
    {
        var instruments = figures.Reference.Instruments;
        var (before, after) = (new Int128[instruments.Count], new Int128[instruments.Count]);
        foreach (var position in figures.Positions)
        {
            before[position.Instrument] += position.OpeningLong;
            after[position.Instrument] += position.ClosingLong;
        }

        return Evidence.Of(
            Gate.OpenInterestBounded,
            $"open interest of {instruments.Count} instruments has changed by no more than their volume",
            Enumerable.Range(0, instruments.Count)
                .Where(i => Int128.Abs(after[i] - before[i]) > (figures.Book.Sums.Of(i)?.Day.Volume ?? 0))
                .Select(i => $"{instruments[i].Symbol}: open interest went from {Text(before[i], instruments[i])} to {Text(after[i], instruments[i])} with a volume of {Text(figures.Book.Sums.Of(i)?.Day.Volume ?? 0, instruments[i])}"));
    }

    private static IEnumerable<string> HeldProblems(DayFigures figures, DayPosition position)
    {
        var byDay = figures.Reference.Instruments[position.Instrument].Keeping == PositionKeeping.GrossByDay;
        var sides = position.Sides!;
        return SideProblems(figures, position, "long", position.OpeningLong, sides.Long, byDay)
            .Concat(SideProblems(figures, position, "short", position.OpeningShort, sides.Short, byDay));
    }

    private static IEnumerable<string> SideProblems(DayFigures figures, DayPosition position, string side, long carried, DaySide day, bool byDay)
    {
        var opened = day.Opened.Quantity;
        if (day.ClosedToday.Quantity > opened)
            yield return Problem(figures, position, $"closes {{0}} {side} of the day, opened {{1}}", day.ClosedToday, opened);
        var held = byDay ? carried : (Int128)carried + opened - day.ClosedToday.Quantity;
        if (day.Closed.Quantity > held && (byDay || day.ClosedToday.Quantity <= opened))
            yield return Problem(figures, position, byDay ? $"closes {{0}} carried {side}, held {{1}}" : $"closes {{0}} {side}, held {{1}}", day.Closed, held);
    }

    private static string Problem(DayFigures figures, DayPosition position, string what, ClosingLegs legs, Int128 held)
    {
        var instrument = figures.Reference.Instruments[position.Instrument];
        return $"trade {legs.LastTrade}: {figures.Name(position)} {string.Format(CultureInfo.InvariantCulture, what, Text(legs.Quantity, instrument), Text(held, instrument))}";
    }

    private static string Text(Int128 units, Instrument instrument) => ScaledText.Format(units, instrument.QuantityScale);
}
