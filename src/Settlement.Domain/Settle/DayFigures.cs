using Settlement.Domain.Book;
using Settlement.Domain.Prices;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>Everything that is computed from a day's book before the gates decide: what they look at.</summary>
internal sealed record DayFigures(
    DayBook Book,
    ClosingData Closing,
    IReadOnlyList<SettlementPrice> Prices,
    IReadOnlyList<DayPosition> Positions,
    IReadOnlyList<PositionProfit> Profits,
    IReadOnlyList<DayPosition> TooLarge,
    DayFunds Funds,
    IReadOnlyList<NetDelivery> Deliveries,
    IReadOnlyList<JournalRow> Journal,
    PredecessorClosing? Predecessor)
{
    internal ReferenceData Reference => Book.Reference;

    internal static DayFigures Of(DayBook book, ClosingData closing, PredecessorClosing? predecessor)
    {
        var reference = book.Reference;
        var prices = PriceFinder.Find(reference, book.Sums, closing);
        var positions = DayPositions.Of(book);
        var (profits, tooLarge) = ProfitsOf(reference, prices, positions);
        LargerSide.Apply(reference, profits);
        var funds = DayFunds.Of(reference, closing, profits);
        var deliveries = DayDeliveries.Of(reference, profits);
        return new DayFigures(
            book, closing, prices, positions, profits, tooLarge, funds, deliveries, JournalBuilder.Build(reference, profits, funds.Rows, deliveries), predecessor);
    }

    internal string Name(in DayPosition position) =>
        $"{Reference.Accounts[position.Account]} in {Reference.Instruments[position.Instrument].Symbol}";

    private static (List<PositionProfit> Profits, List<DayPosition> TooLarge) ProfitsOf(ReferenceData reference, SettlementPrice[] prices, List<DayPosition> positions)
    {
        var margins = reference.Instruments.Select(MarginFormula.For).ToArray();
        var priced = positions.FindAll(p => prices[p.Instrument].Price is not null || reference.Instruments[p.Instrument].Kind != InstrumentKind.Future);
        var computed = Together.Make(priced.Count, i => Try(priced[i]));
        var tooLarge = new List<DayPosition>();
        var profits = new List<PositionProfit>(computed.Length);
        for (var i = 0; i < computed.Length; i++)
        {
            if (computed[i] is { } profit)
                profits.Add(profit);
            else
                tooLarge.Add(priced[i]);
        }

        return (profits, tooLarge);

        PositionProfit? Try(DayPosition position)
        {
            try
            {
                return PositionProfit.Of(in position, reference.Instruments[position.Instrument], prices[position.Instrument].Price ?? 0, margins[position.Instrument]);
            }
            catch (OverflowException)
            {
                return null;
            }
        }
    }
}
