using Settlement.Domain.Book;
using Settlement.Domain.Prices;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Support;

/// <summary>Finds the prices of a day of few trades.</summary>
internal static class DayPrices
{
    internal static SettlementPrice[] Of(ReferenceData reference, ClosingData closing, params IEnumerable<TradeRecord> trades)
    {
        var sums = new DaySums(reference);
        foreach (var trade in trades)
            sums.Apply(in trade);
        return PriceFinder.Find(reference, sums, closing);
    }
}
