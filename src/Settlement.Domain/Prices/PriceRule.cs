using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>A venue's published way to its settlement prices: tiers in their order, and rounding.</summary>
/// <param name="Name">Name under which the instrument carries it, as in <c>CFFEX</c>.</param>
/// <param name="Tiers">The first that can answer does.</param>
/// <param name="Rounding">How its value comes onto the grid of the tick.</param>
public sealed record PriceRule(string Name, IReadOnlyList<MarketTier> Tiers, PriceRounding Rounding)
{
    /// <summary>
    /// China Financial Futures Exchange, index futures: the average of the last hour; without a trade in it, of the hour before, and so on; where the
    /// last trade comes less than an hour after the opening, of the whole day; without a trade, the own previous price moved as the nearest contract that traded,
    /// for a new contract from its listing benchmark; else the exchange decides. Rounded away from the previous price, as systems of the CTP family do.
    /// </summary>
    /// <remarks>CFFEX trading and clearing rules, as reprinted at wolicai.com 52876625 and 56595967.</remarks>
    /// <param name="session">The segments of the trading session, in their order.</param>
    public static PriceRule Cffex(IReadOnlyList<LocalWindow> session) => new(
        "CFFEX",
        [
            new MarketTier(PriceTierKind.SteppingVwap, session) { Step = TimeSpan.FromHours(1) },
            new MarketTier(PriceTierKind.DayVwap),
            new MarketTier(PriceTierKind.BaseChange),
            new MarketTier(PriceTierKind.ListingBenchmark),
            new MarketTier(PriceTierKind.Published),
        ],
        PriceRounding.AwayFromPrevious);

    /// <summary>
    /// Shanghai Futures Exchange, and in their simple form Dalian, Zhengzhou and INE: the average of the whole day; without a trade, the previous price.
    /// </summary>
    /// <remarks>SHFE clearing rules, as told at licai.cofool.com 3194928; rounding as in the settlement of CTP systems.</remarks>
    public static PriceRule Shfe() => new(
        "SHFE",
        [new MarketTier(PriceTierKind.DayVwap), new MarketTier(PriceTierKind.PreviousSettlement)],
        PriceRounding.AwayFromPrevious);

    /// <summary>
    /// CME Group: the average of a short window, a tie going to the tick nearer to the previous price; else the last trade; else the previous price. The
    /// comparison of the last two with bid and ask needs an order book and is left to the venue.
    /// </summary>
    /// <remarks>CME Group notice SER-5147; the settlement procedures of Gold futures (cmegroupclientsite 46108931).</remarks>
    /// <param name="window">The window of the product: for gold 13:29 to 13:30 in New York.</param>
    public static PriceRule Cme(LocalWindow window) => new(
        "CME",
        [new MarketTier(PriceTierKind.WindowVwap, window), new MarketTier(PriceTierKind.LastTrade), new MarketTier(PriceTierKind.PreviousSettlement)],
        PriceRounding.TieTowardPrevious);

    /// <summary>
    /// Eurex, index futures: the average of the minute before a time, if it has more than five trades; else the order book, which the venue publishes the price of.
    /// </summary>
    /// <remarks>Eurex, settlement prices of VSTOXX and index futures (eurex.com 253604).</remarks>
    /// <param name="at">Local time, 17:30 for index futures.</param>
    /// <param name="zone">IANA time zone, as in <c>Europe/Berlin</c>.</param>
    public static PriceRule Eurex(TimeOnly at, string zone) => new(
        "Eurex",
        [new MarketTier(PriceTierKind.WindowVwap, new LocalWindow(at.AddMinutes(-1), at, zone)) { MinTrades = 6 }, new MarketTier(PriceTierKind.Published)],
        PriceRounding.HalfUp);

    /// <summary>
    /// National Stock Exchange of India: the average of the last half hour; else of the whole day, if it has at least five trades; else a theoretical price, which the
    /// venue publishes.
    /// </summary>
    /// <remarks>NSE Clearing, daily settlement price, as told at indiaicc.com settlement_price.</remarks>
    /// <param name="close">Local end of the session, 15:30 for equity derivatives.</param>
    /// <param name="zone">IANA time zone, as in <c>Asia/Kolkata</c>.</param>
    public static PriceRule Nse(TimeOnly close, string zone) => new(
        "NSE",
        [
            new MarketTier(PriceTierKind.WindowVwap, new LocalWindow(close.AddMinutes(-30), close, zone)),
            new MarketTier(PriceTierKind.DayVwap) { MinTrades = 5 },
            new MarketTier(PriceTierKind.Published),
        ],
        PriceRounding.HalfUp);
}
