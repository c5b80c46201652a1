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
    IReadOnlyList<JournalRow> Journal,
    PredecessorClosing? Predecessor)
{
    internal ReferenceData Reference => Book.Reference;

    internal static DayFigures Of(DayBook book, ClosingData closing, PredecessorClosing? predecessor)
    {
        var reference = book.Reference;
        var prices = PriceFinder.Find(reference, book.Sums, closing);
        var positions = DayPositions.Of(book);
        var profits = new List<PositionProfit>(positions.Count);
        var tooLarge = new List<DayPosition>();
        foreach (var position in positions)
        {
            if (prices[position.Instrument].Price is not { } price)
                continue;
            try
            {
                profits.Add(PositionProfit.Of(in position, reference.Instruments[position.Instrument], price));
            }
            catch (OverflowException)
            {
                tooLarge.Add(position);
            }
        }

        return new DayFigures(book, closing, prices, positions, profits, tooLarge, JournalBuilder.Build(reference, profits), predecessor);
    }

    internal string Name(in DayPosition position) =>
        $"{Reference.Accounts[position.Account]} in {Reference.Instruments[position.Instrument].Symbol}";
}
