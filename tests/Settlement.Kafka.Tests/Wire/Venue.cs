using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Wire;

/// <summary>A small market that the tests trade on.</summary>
internal static class Venue
{
    internal static readonly DateOnly Day = new(2013, 10, 8);

    internal static readonly ReferenceData Reference = new(
        "COMEX",
        Day,
        [Future("GCZ3", 1, 0), Future("SPREAD", 2, 3)],
        [new Account("P01", "A1"), new Account("P02", "A1"), new Account("P02", "B7")],
        []);

    internal static TradeMessage Trade(long sequence = 1) => new()
    {
        Sequence = sequence,
        Kind = TradeKind.Trade,
        TradeId = "T" + sequence,
        TradingDay = Day,
        Instrument = "GCZ3",
        Price = 1323.4m,
        Quantity = 2m,
        ExecutedAt = 1381190400000000000 + sequence,
        Buyer = new TradeLeg("P01", "A1", PositionEffect.Open),
        Seller = new TradeLeg("P02", "B7"),
    };

    internal static TradeMessage EndOfSession(long count, decimal quantity) => new()
    {
        Sequence = count + 1,
        Kind = TradeKind.EndOfSession,
        TradingDay = Day,
        Count = count,
        Quantity = quantity,
    };

    private static Instrument Future(string symbol, int priceScale, int quantityScale) => new()
    {
        Symbol = symbol,
        Currency = "USD",
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        Tick = 1,
        Multiplier = 100,
        MultiplierScale = 0,
        Tiers = [new PriceTier(PriceTierKind.DayVwap)],
    };
}
