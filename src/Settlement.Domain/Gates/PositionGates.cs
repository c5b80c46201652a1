using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>Gates on quantities.</summary>
internal static class PositionGates
{
    internal static GateResult NetQuantityZero(DayFigures figures)
    {
        var net = new Int128[figures.Reference.Instruments.Count];
        foreach (var position in figures.Positions)
            net[position.Instrument] += (Int128)position.Opening + position.Bought - position.Sold;
        return Evidence.Of(
            Gate.NetQuantityZero,
            $"{figures.Positions.Count} positions in {net.Length} instruments, each nets to zero",
            Enumerable.Range(0, net.Length).Where(i => net[i] != 0).Select(i => $"{Symbol(figures, i)}: net {Quantity(figures, i, net[i])}"));
    }

    internal static GateResult PositionsCarry(DayFigures figures) => Evidence.Of(
        Gate.PositionsCarry,
        $"{figures.Positions.Count} positions carry over; open interest and turnover are the same from both sides",
        RowProblems(figures).Concat(SideProblems(figures)));

    internal static GateResult OpeningCarried(ReferenceData reference, PredecessorClosing? predecessor)
    {
        if (predecessor is null)
            return new GateResult(Gate.OpeningCarried, true, $"no settled trading day before; {reference.Openings.Count} opening positions were loaded");
        var closing = predecessor.Rows
            .Where(static p => p.Quantity != 0)
            .ToDictionary(static p => (p.Participant, p.Account, p.Instrument), static p => p.Quantity);
        return Evidence.Of(
            Gate.OpeningCarried,
            $"{reference.Openings.Count} opening positions are the closing positions of {predecessor.Key}, digest {predecessor.Digest}",
            OpeningProblems(reference, closing));
    }

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
            if ((Int128)profit.Position.Opening + profit.Position.Bought - profit.Position.Sold != profit.ItemisedClosing)
                yield return $"{figures.Name(profit.Position)}: opening {profit.Position.Opening} + bought {profit.Position.Bought} - sold {profit.Position.Sold} is not closing {profit.ItemisedClosing} units";
        }
    }

    private static IEnumerable<string> SideProblems(DayFigures figures)
    {
        var count = figures.Reference.Instruments.Count;
        var (longs, shorts, bought, sold) = (new Int128[count], new Int128[count], new Int128[count], new Int128[count]);
        foreach (var position in figures.Positions)
        {
            var closing = (Int128)position.Opening + position.Bought - position.Sold;
            (closing > 0 ? longs : shorts)[position.Instrument] += Int128.Abs(closing);
            bought[position.Instrument] += position.Bought;
            sold[position.Instrument] += position.Sold;
        }

        for (var i = 0; i < count; i++)
        {
            var volume = figures.Book.Sums.Of(i)?.Day.Volume ?? 0;
            if (figures.Book.Sums.Of(i) is { Trades: < 0 } sums)
                yield return $"{Symbol(figures, i)}: {-sums.Trades} more busts than trades";
            if (longs[i] != shorts[i])
                yield return $"{Symbol(figures, i)}: open interest {Quantity(figures, i, longs[i])} long, {Quantity(figures, i, shorts[i])} short";
            if (longs[i] > long.MaxValue)
                yield return $"{Symbol(figures, i)}: open interest {Quantity(figures, i, longs[i])} is too large";
            if (bought[i] != volume || sold[i] != volume)
                yield return $"{Symbol(figures, i)}: bought {Quantity(figures, i, bought[i])}, sold {Quantity(figures, i, sold[i])}, volume {Quantity(figures, i, volume)}";
        }
    }

    private static IEnumerable<string> OpeningProblems(ReferenceData reference, Dictionary<(string, string, string), decimal> closing)
    {
        foreach (var opening in reference.Openings)
        {
            var account = reference.Accounts[opening.Account];
            var instrument = reference.Instruments[opening.Instrument];
            var quantity = ResultBuilder.ToDecimal(opening.Quantity, instrument.QuantityScale);
            closing.Remove((account.Participant, account.Name, instrument.Symbol), out var left);
            if (left != quantity)
                yield return FormattableString.Invariant($"{account} in {instrument.Symbol}: opens with {quantity}, closed with {left}");
        }

        foreach (var ((participant, account, instrument), quantity) in closing.OrderBy(static c => c.Key))
            yield return FormattableString.Invariant($"{participant}/{account} in {instrument}: opens with 0, closed with {quantity}");
    }

    private static string Symbol(DayFigures figures, int instrument) => figures.Reference.Instruments[instrument].Symbol;

    private static string Quantity(DayFigures figures, int instrument, Int128 units) =>
        ScaledText.Format(units, figures.Reference.Instruments[instrument].QuantityScale);
}
