
namespace Settlement.Domain.Settle;

/// <summary>Turns the figures of a day that passed its gates into the rows that are committed and published.</summary>
internal static class ResultBuilder
{
    internal static SettlementResult Build(RunKey key, DayFigures figures)
    {
        var book = figures.Book;
        var prices = Prices(figures);
        var positions = Positions(figures);
        var digest = CanonicalRows.Digest(key, book.Reference.Hash, book.Trades, book.Busts, prices, positions, figures.Journal);
        return new SettlementResult(key, book.Reference.Hash, book.Trades, book.Busts, prices, positions, figures.Journal, digest);
    }

    /// <summary>Units of 10^-<paramref name="scale"/> as an exact decimal.</summary>
    internal static decimal ToDecimal(long units, int scale) =>
        new(unchecked((int)Magnitude(units)), unchecked((int)(Magnitude(units) >> 32)), 0, units < 0, (byte)scale);

    private static ulong Magnitude(long units) => unchecked((ulong)(units < 0 ? -units : units));

    private static List<PriceRow> Prices(DayFigures figures)
    {
        var instruments = figures.Reference.Instruments;
        var openInterest = new long[instruments.Count];
        foreach (var position in figures.Positions)
            openInterest[position.Instrument] += Math.Max(0, position.Closing);
        var rows = new List<PriceRow>(instruments.Count);
        for (var i = 0; i < instruments.Count; i++)
        {
            var (instrument, found) = (instruments[i], figures.Prices[i]);
            if (found.Price is not { } price)
                continue;
            var sums = figures.Book.Sums.Of(i);
            rows.Add(new PriceRow(
                instrument.Symbol,
                instrument.Currency,
                ToDecimal(price, instrument.PriceScale),
                found.Tier,
                found.Unrounded,
                found.EvidenceTrades,
                ToDecimal(found.EvidenceVolume, instrument.QuantityScale),
                sums?.Trades ?? 0,
                ToDecimal(sums?.Day.Volume ?? 0, instrument.QuantityScale),
                ToDecimal(openInterest[i], instrument.QuantityScale)));
        }

        return rows;
    }

    private static IReadOnlyList<PositionRow> Positions(DayFigures figures)
    {
        var rows = new List<PositionRow>(figures.Profits.Count);
        foreach (var profit in figures.Profits)
        {
            var account = figures.Reference.Accounts[profit.Position.Account];
            var instrument = figures.Reference.Instruments[profit.Position.Instrument];
            rows.Add(new PositionRow(
                account.Participant,
                account.Name,
                instrument.Symbol,
                instrument.Currency,
                ToDecimal(profit.Position.Opening, instrument.QuantityScale),
                ToDecimal(profit.Position.Bought, instrument.QuantityScale),
                ToDecimal(profit.Position.Sold, instrument.QuantityScale),
                ToDecimal(profit.Position.Closing, instrument.QuantityScale),
                profit.BoughtValue,
                profit.SoldValue,
                profit.Close,
                profit.Open,
                profit.Total));
        }

        return CanonicalOrder.Sort(rows, CanonicalOrder.Positions);
    }
}
