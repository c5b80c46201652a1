using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;
using Settlement.Operator.Reference;

namespace Settlement.Operator.Tests.Compute;

/// <summary>A small market with a bit of everything: a net future with fees and margin, one with its sides apart, a share, carried positions and money; and a day of trades.</summary>
internal static class ComputeMarket
{
    public static readonly DateOnly Day = new(2013, 10, 8);

    public const string Reference = """
        market: COMEX
        holidays: [2013-10-14]
        instruments:
          - symbol: GCZ3
            currency: USD
            tick: 0.10
            quantityScale: 0
            multiplier: 100
            settlementPrice: [published, dayVwap, previousSettlement]
            fees: {perLot: 1.25}
            margin: {basis: net, byMoney: 0.05}
          - symbol: IF1310
            currency: CNY
            tick: 0.2
            quantityScale: 0
            multiplier: 300
            keeping: gross
            settlementPrice: [dayVwap, previousSettlement]
            fees: {open: {byMoney: 0.00005}, close: {byMoney: 0.00005}, closeToday: {byMoney: 0.0001}}
            margin: {basis: largerSide, byMoney: 0.12}
          - symbol: SPY
            kind: cash
            currency: USD
            tick: 0.0001
            quantityScale: 0
            multiplier: 1
            settlementCycle: 3
        accounts:
          - {participant: P01, account: A1}
          - {participant: P01, account: HOUSE}
          - {participant: P02, account: A1}
          - {participant: P02, account: HOUSE}
        openings:
          tradingDay: 2013-10-08
          previousSettlement:
            - {instrument: GCZ3, price: 1325.1}
            - {instrument: IF1310, price: 2400}
          positions:
            - {participant: P01, account: A1, instrument: GCZ3, quantity: 5}
            - {participant: P02, account: A1, instrument: GCZ3, quantity: -5}
            - {participant: P01, account: A1, instrument: IF1310, long: 3, short: 1}
            - {participant: P02, account: A1, instrument: IF1310, long: 1, short: 3}
          funds:
            - {participant: P01, account: A1, currency: USD, reserve: 100000}
            - {participant: P01, account: A1, currency: CNY, reserve: 500000}
        """;

    public static ReferenceData Frozen { get; } = Freeze();

    /// <summary>The day's records, one per line: trades of each instrument, one of them busted, and the end of the session.</summary>
    public static string Lines(int? without = null)
    {
        var trades = Trades();
        return string.Concat(trades.Where(t => t.Sequence != without).Select(static t => System.Text.Encoding.UTF8.GetString(TradeEncoder.Encode(t, TradeFormat.Json)) + "\n"));
    }

    public static IReadOnlyList<TradeMessage> Trades()
    {
        List<TradeMessage> trades =
        [
            Trade(1, "GCZ3", 1323.4m, 2, "P01/A1", "P02/A1"),
            Trade(2, "GCZ3", 1324.0m, 3, "P02/HOUSE", "P01/A1"),
            Trade(3, "IF1310", 2410.2m, 2, "P02/A1", "P01/A1", PositionEffect.Close, PositionEffect.Close),
            Trade(4, "IF1310", 2409.6m, 1, "P01/HOUSE", "P02/HOUSE", PositionEffect.Open, PositionEffect.Open),
            Trade(5, "SPY", 165.4801m, 700, "P01/A1", "P02/A1"),
            Trade(6, "SPY", 165.5m, 200, "P02/A1", "P01/HOUSE"),
            Trade(7, "GCZ3", 1500m, 9, "P01/A1", "P02/A1"),
        ];
        trades.Add(trades[6] with { Kind = TradeKind.Bust, Sequence = 8 });
        trades.Add(new TradeMessage { Sequence = 9, Kind = TradeKind.EndOfSession, TradingDay = Day, Count = 8, Quantity = trades.Take(7).Sum(static t => t.Quantity) });
        return trades;
    }

    private static TradeMessage Trade(
        long sequence, string instrument, decimal price, decimal quantity, string buyer, string seller, PositionEffect buyerEffect = PositionEffect.None, PositionEffect sellerEffect = PositionEffect.None) => new()
        {
            Sequence = sequence,
            Kind = TradeKind.Trade,
            TradingDay = Day,
            TradeId = $"T{sequence}",
            Instrument = instrument,
            Price = price,
            Quantity = quantity,
            ExecutedAt = 1_381_190_400_000_000_000 + sequence,
            Buyer = Leg(buyer, buyerEffect),
            Seller = Leg(seller, sellerEffect),
        };

    private static TradeLeg Leg(string account, PositionEffect effect) => new(account.Split('/')[0], account.Split('/')[1], effect);

    private static ReferenceData Freeze()
    {
        var market = ReferenceFile.Read(new StringReader(Reference)).Market!;
        return market.Freeze(market.Opening!);
    }
}
