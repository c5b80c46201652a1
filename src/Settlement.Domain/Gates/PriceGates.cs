using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>The gate on settlement prices.</summary>
internal static class PriceGates
{
    internal static GateResult PriceFound(DayFigures figures)
    {
        var needed = new bool[figures.Prices.Count];
        foreach (var position in figures.Positions)
            needed[position.Instrument] = figures.Reference.Instruments[position.Instrument].Kind == InstrumentKind.Future;
        var count = needed.Count(static n => n);
        return Evidence.Of(
            Gate.PriceFound,
            $"{count} of {needed.Length} instruments are futures that were traded or carried, each has a settlement price",
            Enumerable.Range(0, needed.Length).Where(i => needed[i] && figures.Prices[i].Price is null).Select(i => figures.Prices[i].Explanation));
    }
}
