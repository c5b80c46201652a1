using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using static Settlement.Operator.Tests.Reference.ReferenceFiles;

namespace Settlement.Operator.Tests.Reference;

/// <summary>Products, price rules, fees, margin, carried money and closing data of a reference file.</summary>
public sealed class MarketSectionTests
{
    /// <summary>A file without any problem that uses every section.</summary>
    private const string Whole = """
        market: CFFEX
        holidays: [2013-10-01, 2013-10-02]
        products:
          - product: IF
            currency: CNY
            tick: 0.2
            quantityScale: 0
            multiplier: 300
            keeping: gross
            settlementPrice: {preset: CFFEX, session: [{from: "09:15", to: "11:30"}, {from: "13:00", to: "15:15"}]}
            fees: {open: {byMoney: 0.00005}, closeToday: {perLot: 3}}
            margin: {basis: largerSide, byMoney: 0.12}
        instruments:
          - {symbol: IF1310, product: IF, expiry: 2013-10-18}
          - {symbol: IF1311, product: IF, expiry: 2013-11-15, listingBenchmark: 2400.2, fees: {perLot: 0}}
          - symbol: SPY
            kind: cash
            currency: USD
            tick: 0.01
            quantityScale: 0
            multiplier: 1
            settlementCycle: 2
        participants:
          - {participant: P01, fees: [{product: IF, byMoney: 0.0001}]}
        accounts:
          - {participant: P01, account: A1}
          - {participant: P02, account: A1, fees: [{perLot: 1.5}]}
        openings:
          tradingDay: 2013-10-08
          positions:
            - {participant: P01, account: A1, instrument: IF1310, long: 5, short: 2}
            - {participant: P02, account: A1, instrument: IF1310, quantity: -3}
          previousSettlement:
            - {instrument: IF1310, price: 2400}
          funds:
            - {participant: P01, account: A1, currency: CNY, reserve: 5000000.25, margin: 1200}
        closing:
          tradingDay: 2013-10-08
          publishedPrices:
            - {instrument: IF1311, price: 2401.0}
          controlTotals:
            - {trades: 5, value: 70.25}
            - {instrument: IF1310, busts: 1, quantity: 7}
          flows:
            - {participant: P01, account: A1, currency: CNY, deposit: 100000}
        """;

    [Fact]
    public void A_whole_market_is_read()
    {
        var market = Read(Whole).Market!;
        var (first, second, cash) = (market.Instruments[0], market.Instruments[1], market.Instruments[2]);

        Assert.Equal(("IF", "CNY", PositionKeeping.Gross, new DateOnly(2013, 10, 18), "CFFEX", PriceRounding.AwayFromPrevious), (first.Product, first.Currency, first.Keeping, first.Expiry, first.PriceRule, first.Rounding));
        Assert.Equal(new FeeSchedule(Rate.ByMoney(0.00005m), Rate.ByMoney(0.00005m), Rate.PerLot(3)), first.Fees);
        Assert.Equal(new MarginRule(MarginBasis.LargerSide, Rate.ByMoney(0.12m), Rate.ByMoney(0.12m)), first.Margin);
        Assert.Equal([PriceTierKind.SteppingVwap, PriceTierKind.DayVwap, PriceTierKind.BaseChange, PriceTierKind.ListingBenchmark, PriceTierKind.Published], first.Tiers.Select(static t => t.Kind));
        Assert.Equal((FeeSchedule.Free, 2400.2m, first.Margin), (second.Fees, second.ListingBenchmark, second.Margin));
        Assert.Equal((InstrumentKind.Cash, 2, "SPY"), (cash.Kind, cash.SettlementCycle, cash.Product));
        Assert.Empty(cash.Tiers);
        Assert.Equal([new DateOnly(2013, 10, 1), new DateOnly(2013, 10, 2)], market.Holidays);
        Assert.Equal(new FeeOverride("P01", null, "IF", null, new FeeSchedule(Rate.ByMoney(0.0001m), Rate.ByMoney(0.0001m), Rate.ByMoney(0.0001m))), market.FeeOverrides.Single(static f => f.Account is null));
        Assert.Equal(("P02", "A1"), market.FeeOverrides.Where(static f => f.Account is not null).Select(static f => (f.Participant, f.Account)).Single());
        Assert.Equal([new CarriedPosition("P01", "A1", "IF1310", 5, 2), new CarriedPosition("P02", "A1", "IF1310", 0, 3)], market.Opening!.Positions);
        Assert.Equal([new CarriedFunds("P01", "A1", "CNY", 5000000.25m, 1200)], market.Opening.Funds);
        var closing = market.Closing!.Data;
        Assert.Equal([new PublishedPrice("IF1311", 2401m)], closing.PublishedPrices);
        Assert.Equal([new ControlTotal(null, 5, null, null, Amount.FromDecimal(70.25m)), new ControlTotal("IF1310", null, 1, Amount.FromDecimal(7), null)], closing.ControlTotals);
        Assert.Equal([new CashFlow("P01", "A1", "CNY", Amount.FromDecimal(100000), default)], closing.Flows);
    }

    [Theory]
    [InlineData("preset: CFFEX", "preset: LSE", "10: products[0].settlementPrice.preset: must be one of CFFEX, SHFE, CME, Eurex, NSE, not 'LSE'")]
    [InlineData("preset: CFFEX, session", "preset: SHFE, session", "10: products[0].settlementPrice.session: is not known here; allowed: preset")]
    [InlineData("from: \"13:00\"", "from: \"15:30\"", "10: products[0].settlementPrice.session[1].to: must be later than from (15:30:00); only a window that starts on an earlier day (day: previous or eve) may end on the next")]
    [InlineData("{from: \"13:00\", to: \"15:15\"}", "{from: \"21:00\", to: \"02:30\", day: previous}", "openings: instrument 'IF1310': the segments of the session overlap or are not in their order")]
    [InlineData("from: \"13:00\"", "day: tomorrow, from: \"13:00\"", "10: products[0].settlementPrice.session[1].day: 'tomorrow' must be one of same, previous, eve")]
    [InlineData("keeping: gross", "keeping: both", "9: products[0].keeping: 'both' must be one of net, gross, grossByDay")]
    [InlineData("open: {byMoney: 0.00005}", "open: {byMoney: -1}", "11: products[0].fees.open.byMoney: must not be negative")]
    [InlineData("open: {byMoney: 0.00005}", "open: {byMoney: 1, perLot: 1}", "11: products[0].fees.open.byMoney: is there beside perLot; a rate has one of them")]
    [InlineData("open: {byMoney: 0.00005}, ", "", "11: products[0].fees.closeToday: needs open beside it")]
    [InlineData("{basis: largerSide, byMoney: 0.12}", "{basis: largerSide}", "12: products[0].margin.byMoney: is missing; byMoney (part of price x quantity x multiplier) or perLot (currency per unit of quantity)")]
    [InlineData("{basis: largerSide, byMoney: 0.12}", "{long: {byMoney: 0.12}}", "12: products[0].margin.short: is missing; byMoney (part of price x quantity x multiplier) or perLot (currency per unit of quantity)")]
    [InlineData("    tick: 0.2\n", "", "13: instruments[0].tick: is missing; a plain decimal number")]
    [InlineData("tick: 0.2", "tick: 0", "6: products[0].tick: must be more than zero")]
    [InlineData("settlementCycle: 2", "settlementCycle: 99", "22: instruments[2].settlementCycle: '99' must be a whole number from 0 to 30")]
    [InlineData("kind: cash", "kind: cash\n    margin: {perLot: 1}", "18: instruments[2].margin: cannot be taken of cash, which is delivered and not carried")]
    [InlineData("    kind: cash\n", "", "21: instruments[2].settlementCycle: is for kind: cash only")]
    [InlineData("2013-10-02]", "2013-10-01]", "2: holidays[1]: is there twice")]
    [InlineData("participant: P01, fees", "participant: P09, fees", "24: participants[0].participant: 'P09' has no account in this file")]
    [InlineData("{product: IF, byMoney", "{product: TF, byMoney", "24: participants[0].fees[0].product: 'TF' is not a product of the instruments of this file")]
    [InlineData("short: 2", "short: -2", "31: openings.positions[0].short: must not be negative")]
    [InlineData("short: 2", "short: 3", "31: openings.positions: positions in 'IF1310' sum to -1, not to zero: every long needs its short")]
    [InlineData("reserve: 5000000.25", "reserve: 5000000.25x", "36: openings.funds[0].reserve: '5000000.25x' must be a plain decimal number below 10^18 with 10 decimals at most")]
    [InlineData("margin: 1200", "margin: -1", "36: openings.funds[0].margin: must not be negative")]
    [InlineData("instrument: IF1311, price: 2401.0", "instrument: IF1311, price: 2401.05", "40: closing.publishedPrices[0].price: '2401.05' has more than 1 decimals, the limit of the prices of IF1311")]
    [InlineData("{trades: 5, value: 70.25}", "{}", "42: closing.controlTotals[0].trades: is missing, and so are busts, quantity and value; give at least one")]
    [InlineData("instrument: IF1310, busts", "instrument: IF1309, busts", "43: closing.controlTotals[1].instrument: 'IF1309' is not among the instruments of this file")]
    [InlineData("deposit: 100000", "deposit: -1", "45: closing.flows[0].deposit: must not be negative")]
    [InlineData(", deposit: 100000", "", "45: closing.flows[0].deposit: is missing, and so is withdrawal; give at least one")]
    public void A_problem_is_told_once_where_it_stands(string old, string now, string problem)
    {
        Assert.Contains(old, Whole, StringComparison.Ordinal);
        var problems = Problems(Whole.Replace(old, now, StringComparison.Ordinal));
        Assert.Single(problems, p => p.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_field_that_the_instrument_states_wins_over_that_of_its_product()
    {
        var market = Read(Whole.Replace("expiry: 2013-10-18}", "expiry: 2013-10-18, multiplier: 200, rounding: halfUp}", StringComparison.Ordinal)).Market!;
        Assert.Equal([(200m, PriceRounding.HalfUp), (300m, PriceRounding.AwayFromPrevious)], market.Instruments.Take(2).Select(static i => (i.Multiplier, i.Rounding)));
    }

    [Theory]
    [InlineData("{preset: SHFE}", "SHFE", "DayVwap PreviousSettlement")]
    [InlineData("{preset: CME, from: \"13:29\", to: \"13:30\", zone: America/New_York}", "CME", "WindowVwap LastTrade PreviousSettlement")]
    [InlineData("{preset: Eurex}", "Eurex", "WindowVwap(6) Published")]
    [InlineData("{preset: NSE, close: \"15:30\"}", "NSE", "WindowVwap DayVwap(5) Published")]
    [InlineData("[{dayVwap: {minTrades: 3}}, {lastTrade: {from: \"13:29\", to: \"13:30\", zone: UTC}}, baseChange, listingBenchmark, published]", "", "DayVwap(3) LastTrade BaseChange ListingBenchmark Published")]
    [InlineData("[{steppingVwap: {step: \"00:30\", zone: UTC, minTrades: 2, session: [{from: \"21:00\", to: \"02:00\", day: eve}, {from: \"09:00\", to: \"12:00\"}]}}, {windowVwap: {from: \"23:00\", to: \"01:00\", zone: UTC, day: eve, minTrades: 4}}]", "", "SteppingVwap(2) WindowVwap(4)")]
    public void A_price_rule_is_a_venues_own_or_a_list_of_tiers(string rule, string name, string tiers)
    {
        var text = Whole.Replace("{preset: CFFEX, session: [{from: \"09:15\", to: \"11:30\"}, {from: \"13:00\", to: \"15:15\"}]}", rule, StringComparison.Ordinal);
        var instrument = Read(text).Market!.Instruments[0];
        Assert.Equal((name, tiers), (instrument.PriceRule, string.Join(' ', instrument.Tiers.Select(static t => t.Kind + (t.MinTrades > 1 ? $"({t.MinTrades})" : "")))));
    }

    [Fact]
    public void A_file_may_state_what_came_after_the_close_alone()
    {
        var market = Read("market: CFFEX\n" + Whole[Whole.IndexOf("closing:", StringComparison.Ordinal)..]).Market!;
        Assert.Empty(market.Instruments);
        Assert.Equal(Read(Whole).Market!.Closing!.Data.Hash, market.Closing!.Data.Hash);
        Assert.Contains("f.yaml:1: market: is missing; the market's MIC or own code", Problems("closing: {tradingDay: 2013-10-08}"));
        Assert.Contains("f.yaml:2: closing.tradingDay: is missing; a date such as 2013-10-08", Problems("market: CFFEX\nclosing: {flows: []}"));
    }

    [Fact]
    public void Closing_data_alone_are_checked_beside_the_market_that_they_are_for_line_by_line()
    {
        var market = Read(Whole).Market!;
        var alone = "market: CFFEX\n" + Whole[Whole.IndexOf("closing:", StringComparison.Ordinal)..];
        Assert.Empty(Read(alone).ProblemsBeside(market));
        Assert.Empty(Read(Whole).ProblemsBeside(market with { Instruments = [] }));
        var wrong = alone.Replace("price: 2401.0", "price: 2401.05", StringComparison.Ordinal).Replace("instrument: IF1310, busts", "instrument: IF1309, busts", StringComparison.Ordinal)
            .Replace("participant: P01, account: A1", "participant: P01, account: A7", StringComparison.Ordinal);
        Assert.Equal(
            [
                "f.yaml:5: closing.publishedPrices[0].price: '2401.05' has more than 1 decimals, the limit of the prices of IF1311",
                "f.yaml:8: closing.controlTotals[1].instrument: 'IF1309' is not among the instruments of market CFFEX",
                "f.yaml:10: closing.flows[0].account: 'P01/A7' is not among the accounts of market CFFEX",
            ],
            Read(wrong).ProblemsBeside(market).Select(static p => p.ToString("f.yaml")));
        Assert.Equal(
            ["f.yaml:1: market: 'CFFEX' is not known; load its instruments and accounts first"],
            Read(wrong).ProblemsBeside(market with { Instruments = [], Accounts = [] }).Select(static p => p.ToString("f.yaml")));
    }
}
