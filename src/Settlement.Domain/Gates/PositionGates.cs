using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>Gates on quantities.</summary>
internal static class PositionGates
{
    internal static GateResult NetQuantityZero(DayFigures figures)
    {
        var net = new Int128[figures.Reference.Instruments.Count];
        foreach (var position in figures.Positions)
            net[position.Instrument] += position.Closing;
        return Evidence.Of(
            Gate.NetQuantityZero,
            $"{figures.Positions.Count} positions in {net.Length} instruments, each nets to zero",
            Enumerable.Range(0, net.Length).Where(i => net[i] != 0).Select(i => $"{Symbol(figures, i)}: net {Quantity(figures, i, net[i])}"));
    }

    internal static GateResult PositionsCarry(DayFigures figures) => Evidence.Of(
        Gate.PositionsCarry,
        $"{figures.Positions.Count} positions carry over; open interest, turnover and fees are the same from every side",
        RowProblems(figures).Concat(SideProblems(figures)));

    private static IEnumerable<string> RowProblems(DayFigures figures)
    {
        foreach (var position in figures.Positions)
        {
            if (position.Bought < 0 || position.Sold < 0)
                yield return $"{figures.Name(position)}: bought {position.Bought}, sold {position.Sold} units: a bust without its trade";
            else if ((position.Bought == 0 && position.BoughtValue != 0) || (position.Sold == 0 && position.SoldValue != 0))
                yield return $"{figures.Name(position)}: a value is left where nothing was traded: a bust with another price than its trade";
        }

        foreach (var profit in figures.Profits)
        {
            var position = profit.Position;
            if (position.Closing != (Int128)profit.ItemisedLong - profit.ItemisedShort)
                yield return $"{figures.Name(position)}: opening {position.Opening} + bought {position.Bought} - sold {position.Sold} is not closing {(Int128)profit.ItemisedLong - profit.ItemisedShort} units";
            else if (position.ClosingLong != profit.ItemisedLong || position.ClosingShort != profit.ItemisedShort)
                yield return $"{figures.Name(position)}: closes {position.ClosingLong} long and {position.ClosingShort} short, its items leave {profit.ItemisedLong} and {profit.ItemisedShort} units";
        }
    }

    private static IEnumerable<string> SideProblems(DayFigures figures)
    {
        var sides = new Sides[figures.Reference.Instruments.Count];
        foreach (var position in figures.Positions)
            sides[position.Instrument].Add(in position);
        for (var i = 0; i < sides.Length; i++)
        {
            foreach (var problem in SideProblems(figures, i, sides[i]))
                yield return problem;
        }
    }

    private static IEnumerable<string> SideProblems(DayFigures figures, int i, Sides side)
    {
        var sums = figures.Book.Sums.Of(i);
        var volume = sums?.Day.Volume ?? 0;
        if (sums is { Trades: < 0 })
            yield return $"{Symbol(figures, i)}: {-sums.Trades} more busts than trades";
        if (side.Long != side.Short)
            yield return $"{Symbol(figures, i)}: open interest {Quantity(figures, i, side.Long)} long, {Quantity(figures, i, side.Short)} short";
        if (side.Long > long.MaxValue)
            yield return $"{Symbol(figures, i)}: open interest {Quantity(figures, i, side.Long)} is too large";
        if (side.Bought != volume || side.Sold != volume)
            yield return $"{Symbol(figures, i)}: bought {Quantity(figures, i, side.Bought)}, sold {Quantity(figures, i, side.Sold)}, volume {Quantity(figures, i, volume)}";
        if (side.BoughtValue != side.SoldValue)
            yield return $"{Symbol(figures, i)}: turnover bought and sold differ by {side.BoughtValue - side.SoldValue} units of price × quantity";
        if (side.Fees != (sums?.Fees ?? 0))
            yield return $"{Symbol(figures, i)}: fees of the accounts are {side.Fees}, of the trades {sums?.Fees ?? 0} minor units";
    }

    /// <summary>An instrument's positions, added up.</summary>
    private struct Sides
    {
        internal Int128 Long;
        internal Int128 Short;
        internal Int128 Bought;
        internal Int128 Sold;
        internal Int128 BoughtValue;
        internal Int128 SoldValue;
        internal Int128 Fees;

        internal void Add(in DayPosition position)
        {
            Long += position.ClosingLong;
            Short += position.ClosingShort;
            Bought += position.Bought;
            Sold += position.Sold;
            BoughtValue += position.BoughtValue;
            SoldValue += position.SoldValue;
            Fees += position.Fees;
        }
    }

    private static string Symbol(DayFigures figures, int instrument) => figures.Reference.Instruments[instrument].Symbol;

    private static string Quantity(DayFigures figures, int instrument, Int128 units) =>
        ScaledText.Format(units, figures.Reference.Instruments[instrument].QuantityScale);
}
