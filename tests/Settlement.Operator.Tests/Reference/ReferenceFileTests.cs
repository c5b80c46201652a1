using Settlement.Domain.Reference;
using static Settlement.Operator.Tests.Reference.ReferenceFiles;

namespace Settlement.Operator.Tests.Reference;

public sealed class ReferenceFileTests
{
    [Fact]
    public void All_problems_of_a_file_are_told_at_once_in_its_order()
    {
        var problems = Problems("""
            market: COMEX
            instruments:
              - symbol: GCZ3
                currency: usd
                tick: zero
                quantityScale: 12
                multiplier: 100
                colour: gold
                settlementPrice: [closingBell]
            accounts:
              - {participant: P01, account: A1}
              - {participant: P01, account: A1}
            openings:
              tradingDay: 2013-13-08
              positions:
                - {participant: P09, account: A1, instrument: SIZ3, quantity: 1}
            """);

        Assert.Collection(problems,
            p => Assert.Equal("f.yaml:4: instruments[0].currency: 'usd' is not an ISO 4217 code such as USD", p),
            p => Assert.Equal("f.yaml:5: instruments[0].tick: 'zero' must be a plain decimal number, such as 1324.6", p),
            p => Assert.Equal("f.yaml:6: instruments[0].quantityScale: '12' must be a whole number from 0 to 9", p),
            p => Assert.Equal("f.yaml:8: instruments[0].colour: is not known here; allowed: symbol, product, expiry, listingBenchmark, currency, tick, quantityScale, multiplier, priceScale, settlementPrice, rounding, kind, keeping, settlementCycle, fees, margin", p),
            p => Assert.Equal("f.yaml:9: instruments[0].settlementPrice[0]: must be windowVwap, steppingVwap, dayVwap, lastTrade, previousSettlement, baseChange, listingBenchmark or published, not 'closingBell'", p),
            p => Assert.Equal("f.yaml:12: accounts[1].account: account 'P01/A1' is there twice", p),
            p => Assert.Equal("f.yaml:14: openings.tradingDay: '2013-13-08' must be a date such as 2013-10-08", p),
            p => Assert.Equal("f.yaml:16: openings.positions[0].account: 'P09/A1' is not among the accounts of this file", p),
            p => Assert.Equal("f.yaml:16: openings.positions[0].instrument: 'SIZ3' is not among the instruments of this file", p));
    }

    [Theory]
    [InlineData("market: COMEX", "market: COMEX\nmarket: NYMEX", "f.yaml:2: market: is there twice, first in line 1")]
    [InlineData("symbol: GCG4", "symbol: GCZ3", "f.yaml:13: instruments[1].symbol: instrument 'GCZ3' is there twice")]
    [InlineData("symbol: GCG4", "symbol: GC G4", "f.yaml:13: instruments[1].symbol: 'GC G4' is not a name: 1 to 64 printable ASCII characters without blank, '|' and '/'")]
    [InlineData("quantityScale: 2", "quantityScale: [2]", "f.yaml:17: instruments[1].quantityScale: must be a whole number from 0 to 9, not a list")]
    [InlineData("    quantityScale: 2\n", "", "f.yaml:13: instruments[1].quantityScale: is missing; a whole number from 0 to 9")]
    [InlineData("tick: 0.25", "tick: 0", "f.yaml:15: instruments[1].tick: must be more than zero")]
    [InlineData("tick: 0.25", "tick: 0.00001", "f.yaml:15: instruments[1].tick: '0.00001' has more than 4 decimals, the limit of priceScale")]
    [InlineData("multiplier: 0.5", "multiplier: 0.12345", "f.yaml:18: instruments[1].multiplier: the decimals of price (4), quantity (2) and multiplier (5) must be 10 at most together")]
    [InlineData("[previousSettlement]", "[]", "f.yaml:19: instruments[1].settlementPrice: must not be empty")]
    [InlineData("[previousSettlement]", "[dayVwap, dayVwap]", "f.yaml:19: instruments[1].settlementPrice[1]: is the same as a tier before it and would never be reached")]
    [InlineData("America/New_York", "America/Springfield", "f.yaml:9: instruments[0].settlementPrice[0].windowVwap.zone: time zone 'America/Springfield' is not known; use an IANA name such as America/New_York")]
    [InlineData("from: \"13:29\"", "from: \"13:31\"", "f.yaml:9: instruments[0].settlementPrice[0].windowVwap.to: must be later than from (13:31:00); only a window that starts on an earlier day (day: previous or eve) may end on the next")]
    [InlineData("from: \"13:29\"", "from: \"1.29 pm\"", "f.yaml:9: instruments[0].settlementPrice[0].windowVwap.from: '1.29 pm' must be a local time such as \"13:29\" or \"13:29:30\"")]
    [InlineData("quantity: -5", "quantity: -4", "f.yaml:26: openings.positions: positions in 'GCZ3' sum to 1, not to zero: every long needs its short")]
    [InlineData("quantity: -5", "quantity: -5.5", "f.yaml:27: openings.positions[1].quantity: '-5.5' has more than 0 decimals, the limit of quantities of GCZ3")]
    [InlineData("participant: P02, account: A1, instrument", "participant: P01, account: A1, instrument", "f.yaml:27: openings.positions[1].account: the position of 'P01/A1' in 'GCZ3' is there twice")]
    [InlineData("price: 1325.1", "price: 1325.15", "f.yaml:29: openings.previousSettlement[0].price: '1325.15' has more than 1 decimals, the limit of the prices of GCZ3")]
    [InlineData("instrument: GCZ3, price: 1325.1", "instrument: GCG4, price: 1325.1", "f.yaml:29: openings.previousSettlement[0].price: 1325.1 is not a multiple of the tick 0.25 of GCG4")]
    [InlineData("price: 1325.1", "price: 99999999999999999999", "f.yaml:29: openings.previousSettlement[0].price: '99999999999999999999' does not fit into 64 bits with 1 decimals")]
    [InlineData("price: 1325.1", "price: 13e2", "f.yaml:29: openings.previousSettlement[0].price: '13e2' must be a plain decimal number, such as 1324.6")]
    public void A_problem_names_its_line_its_field_and_what_is_allowed(string old, string now, string problem) =>
        Assert.Contains(problem, Problems(With(old, now)));

    [Theory]
    [InlineData("market: [COMEX", "f.yaml:2: While parsing a flow sequence")]
    [InlineData("market: &m COMEX\ninstruments: *m", "f.yaml:1: anchors and aliases are not supported; write the value out")]
    [InlineData("market: COMEX\n---\nmarket: NYMEX", "f.yaml:2: a second document begins here; a reference file has one")]
    [InlineData("- COMEX", "f.yaml:1: must be a mapping with market, holidays, products, instruments, participants, accounts, openings, closing, not a list")]
    [InlineData("", "f.yaml:1: the file is empty; it must have market, instruments and accounts, or market and closing")]
    public void A_file_that_is_no_mapping_is_refused_with_the_line_of_the_reason(string text, string start) =>
        Assert.StartsWith(start, Assert.Single(Problems(text)), StringComparison.Ordinal);

    [Fact]
    public void A_carried_position_needs_the_price_of_the_day_before()
    {
        var problems = Problems(With("    - {instrument: GCZ3, price: 1325.1}", "    - {instrument: GCG4, price: 1325}"));

        Assert.Equal("f.yaml:26: openings.positions[0].instrument: a position in 'GCZ3' needs its price in openings.previousSettlement", problems[0]);
    }

    [Fact]
    public void A_wrong_price_is_one_problem_and_not_missing_for_its_positions() =>
        Assert.Single(Problems(With("price: 1325.1", "price: dear")));

    [Fact]
    public void A_window_at_a_time_that_the_opening_day_does_not_have_is_refused()
    {
        var text = With("from: \"13:29\", to: \"13:30\"", "from: \"02:15\", to: \"02:45\"").Replace("2013-10-08", "2013-03-10", StringComparison.Ordinal);

        Assert.All(Problems(text), p => Assert.Contains("because the clock changes then", p, StringComparison.Ordinal));
    }

    [Fact]
    public void A_good_file_says_what_the_market_settles_by()
    {
        var market = Read(Good).Market!;

        Assert.Equal("COMEX", market.Market);
        var gold = market.Instruments[0];
        Assert.Equal(("GCZ3", "USD", 1, 0, 0.1m, 100m), (gold.Symbol, gold.Currency, gold.PriceScale, gold.QuantityScale, gold.Tick, gold.Multiplier));
        Assert.Equal(
            [new MarketTier(PriceTierKind.WindowVwap, new LocalWindow(new TimeOnly(13, 29), new TimeOnly(13, 30), "America/New_York")), new(PriceTierKind.DayVwap), new(PriceTierKind.LastTrade), new(PriceTierKind.PreviousSettlement)],
            gold.Tiers);
        Assert.Equal((4, 2), (market.Instruments[1].PriceScale, market.Instruments[1].QuantityScale));
        Assert.Equal([new Account("P01", "A1"), new Account("P02", "A1")], market.Accounts);
        Assert.Equal(new DateOnly(2013, 10, 8), market.Opening!.TradingDay);
        Assert.Equal(1325.1m, market.Opening.PreviousPrices["GCZ3"]);
        Assert.Equal([(5m, 0m), (0m, 5m)], market.Opening.Positions.Select(p => (p.Long, p.Short)));
    }

    [Fact]
    public void A_file_without_openings_states_none()
    {
        var text = Good[..Good.IndexOf("openings:", StringComparison.Ordinal)];

        Assert.Null(Read(text).Market!.Opening);
    }

    [Fact]
    public void An_opening_without_positions_states_that_nothing_is_carried()
    {
        var text = Good[..Good.IndexOf("openings:", StringComparison.Ordinal)] + "openings: {tradingDay: 2013-10-08}";

        var opening = Read(text).Market!.Opening!;
        Assert.Empty(opening.Positions);
        Assert.Empty(opening.PreviousPrices);
    }

    [Fact]
    public void The_example_of_the_documentation_is_a_good_file()
    {
        var document = File.ReadAllText(Support.Repository.File("docs", "reference-file.md"));
        var start = document.IndexOf("```yaml", StringComparison.Ordinal) + "```yaml".Length;

        Assert.Empty(Read(document[start..document.IndexOf("```", start, StringComparison.Ordinal)]).Problems);
    }
}
