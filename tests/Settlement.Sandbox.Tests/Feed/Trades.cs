using System.Globalization;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Tests.Feed;

/// <summary>Trades for feeding.</summary>
internal static class Trades
{
    public static readonly DateOnly Day = new(2013, 10, 8);

    /// <summary>Trades in two instruments by turns, of quantity 1, 2, 3, …</summary>
    public static IReadOnlyList<TradeMessage> Some(int count) => [.. Enumerable.Range(1, count).Select(number => new TradeMessage
    {
        Sequence = 0,
        Kind = TradeKind.Trade,
        TradingDay = Day,
        TradeId = string.Create(CultureInfo.InvariantCulture, $"T{number:000}"),
        Instrument = number % 2 == 0 ? "GCZ3" : "GCG4",
        Price = 1323.4m,
        Quantity = number,
        ExecutedAt = 1381190400000000000 + number,
        Buyer = new TradeLeg("P01", "A1"),
        Seller = new TradeLeg("P02", "A1"),
    })];
}
