using Settlement.Domain.Prices;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Prices;

/// <summary>Each venue's rule as it is published, on trades at local times of the venue. The sources stand beside the rules in <see cref="PriceRule"/>.</summary>
public sealed class PriceRuleTests
{
    private static readonly PriceRule Cffex = PriceRule.Cffex([Segment("09:15", "11:30"), Segment("13:00", "15:15")]);

    [Theory]
    [InlineData("14:15:00=24000 15:14:59=24010 14:14:59=9", 24005, PriceTierKind.SteppingVwap)]
    [InlineData("14:14:59=24020 13:15:00=24000 13:14:59=9", 24010, PriceTierKind.SteppingVwap)]
    [InlineData("13:14:59=24020 13:00:00=24010 10:45:00=24000 10:44:59=9", 24010, PriceTierKind.SteppingVwap)]
    [InlineData("10:44:59=24020 09:45:00=24000 09:44:59=9", 24010, PriceTierKind.SteppingVwap)]
    [InlineData("10:15:00=24020 09:44:59=9", 24020, PriceTierKind.SteppingVwap)]
    [InlineData("10:14:59=24020 09:44:59=24000", 24010, PriceTierKind.DayVwap)]
    [InlineData("09:15:00=24020", 24020, PriceTierKind.DayVwap)]
    public void CFFEX_takes_the_last_hour_or_the_hour_before_it_and_the_whole_day_when_the_last_trade_is_within_an_hour_of_the_opening(string trades, long expected, PriceTierKind tier)
    {
        var price = Of(Cffex, "Asia/Shanghai", trades);
        Assert.Equal((expected, tier), (price.Price, price.Tier));
    }

    [Fact]
    public void CFFEX_without_a_trade_follows_the_nearest_contract_that_traded_or_the_listing_benchmark_or_leaves_it_to_the_exchange()
    {
        var reference = Frozen(Cffex, "IF1310", "IF1311", "IF1312");
        var trade = Trade(1, 24100, 1, instrument: 1) with { ExecutedAt = Local("14:30:00", "Asia/Shanghai") };
        var prices = DayPrices.Of(reference, ClosingData.Empty, trade);
        // Previous: 24000 for IF1310 and IF1311; IF1312 is new, with a benchmark of 24500.
        Assert.Equal([(24100L, PriceTierKind.BaseChange), (24100L, PriceTierKind.SteppingVwap), (24600L, PriceTierKind.ListingBenchmark)], prices.Select(static p => (p.Price!.Value, p.Tier)));
        var nothing = DayPrices.Of(reference, ClosingData.Of([new PublishedPrice("IF1310", 2399.8m)], [], []));
        Assert.Equal((23998L, PriceTierKind.Published), (nothing[0].Price, nothing[0].Tier));
        Assert.Null(nothing[1].Price);
    }

    [Fact]
    public void CFFEX_takes_the_own_average_of_the_day_before_it_follows_another_contract()
    {
        var early = Trade(1, 24500, 1) with { ExecutedAt = Local("09:15:00", "Asia/Shanghai") };
        var other = Trade(2, 24100, 1, instrument: 1) with { ExecutedAt = Local("14:30:00", "Asia/Shanghai") };
        var prices = DayPrices.Of(Frozen(Cffex, "IF1310", "IF1311"), ClosingData.Empty, early, other);
        Assert.Equal([(24500L, PriceTierKind.DayVwap), (24100L, PriceTierKind.SteppingVwap)], prices.Select(static p => (p.Price!.Value, p.Tier)));
    }

    [Fact]
    public void SHFE_takes_the_whole_day_and_without_a_trade_the_previous_price()
    {
        Assert.Equal((24010L, PriceTierKind.DayVwap), Answer(Of(PriceRule.Shfe(), "Asia/Shanghai", "09:00:00=24000 14:59:00=24020")));
        Assert.Equal((24000L, PriceTierKind.PreviousSettlement), Answer(Of(PriceRule.Shfe(), "Asia/Shanghai", "")));
    }

    [Fact]
    public void CME_takes_its_minute_then_the_last_trade_then_the_previous_price()
    {
        var rule = PriceRule.Cme(new LocalWindow(new TimeOnly(13, 29), new TimeOnly(13, 30), "America/New_York"));
        const string zone = "America/New_York";
        Assert.Equal((24005L, PriceTierKind.WindowVwap), Answer(Of(rule, zone, "13:29:00=24000 13:29:59=24010 13:30:00=9 13:28:59=9")));
        Assert.Equal((24010L, PriceTierKind.LastTrade), Answer(Of(rule, zone, "13:28:59=24000 13:30:00=24010")));
        Assert.Equal((24000L, PriceTierKind.PreviousSettlement), Answer(Of(rule, zone, "")));
    }

    [Theory]
    [InlineData("17:29:00=24000 17:29:10=24000 17:29:20=24000 17:29:30=24000 17:29:40=24030", null)]
    [InlineData("17:29:00=24000 17:29:10=24000 17:29:20=24000 17:29:30=24000 17:29:40=24000 17:29:59=24030", 24005L)]
    [InlineData("17:29:00=24000 17:29:10=24000 17:29:20=24000 17:29:30=24000 17:29:40=24000 17:30:00=24030", null)]
    public void Eurex_takes_its_minute_with_more_than_five_trades_and_else_the_published_price(string trades, long? expected) =>
        Assert.Equal(expected, Of(PriceRule.Eurex(new TimeOnly(17, 30), "Europe/Berlin"), "Europe/Berlin", trades).Price);

    [Theory]
    [InlineData("15:00:00=24000 15:29:59=24010 14:59:59=9", 24005L, PriceTierKind.WindowVwap)]
    [InlineData("10:00:00=24000 11:00:00=24000 12:00:00=24000 13:00:00=24000 14:00:00=24050", 24010L, PriceTierKind.DayVwap)]
    [InlineData("10:00:00=24000 11:00:00=24000 12:00:00=24000 13:00:00=24000", null, default(PriceTierKind))]
    public void NSE_takes_the_last_half_hour_then_a_day_of_five_trades_and_else_the_published_price(string trades, long? expected, PriceTierKind tier)
    {
        var price = Of(PriceRule.Nse(new TimeOnly(15, 30), "Asia/Kolkata"), "Asia/Kolkata", trades);
        Assert.Equal((expected, tier), (price.Price, price.Tier));
    }

    private static (long, PriceTierKind) Answer(SettlementPrice price) => (price.Price!.Value, price.Tier);

    /// <summary>Price of one instrument on trades such as <c>13:29:00=24000</c>, one of each.</summary>
    private static SettlementPrice Of(PriceRule rule, string zone, string trades) => DayPrices.Of(
        Frozen(rule, "IF1310"),
        ClosingData.Empty,
        trades.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static t => t.Split('=')).Select((t, i) =>
            Trade(i + 1, long.Parse(t[1], null), 1) with { ExecutedAt = Local(t[0], zone) }))[0];

    private static ReferenceData Frozen(PriceRule rule, params string[] symbols)
    {
        var instruments = symbols.Select((symbol, i) => new MarketInstrument
        {
            Symbol = symbol,
            Product = "IF",
            Expiry = TestMarket.Day.AddMonths(i),
            Currency = "CNY",
            PriceScale = 1,
            QuantityScale = 0,
            Tick = 0.1m,
            Multiplier = 300,
            Tiers = rule.Tiers,
            PriceRule = rule.Name,
            Rounding = rule.Rounding,
            ListingBenchmark = i == 2 ? 2450m : null,
        });
        var market = new MarketReference { Market = "TEST", Instruments = [.. instruments], Accounts = [new Account("P01", "A"), new Account("P02", "A")] };
        return market.Freeze(new OpeningSet(TestMarket.Day, [], symbols.Take(2).ToDictionary(static s => s, static _ => 2400m)));
    }

    private static LocalWindow Segment(string from, string to) => new(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null), "Asia/Shanghai");

    private static long Local(string time, string zone) =>
        (TimeZoneInfo.ConvertTimeToUtc(TestMarket.Day.ToDateTime(TimeOnly.Parse(time, null)), TimeZoneInfo.FindSystemTimeZoneById(zone)) - DateTime.UnixEpoch).Ticks * 100;
}
