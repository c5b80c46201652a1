using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Tests.Reference;

/// <summary>What freezing makes of a market for one trading day: windows, fees, value dates, carried money.</summary>
public sealed class FreezingTests
{
    private static readonly DateOnly Monday = new(2013, 10, 14);
    private static readonly FeeSchedule Cheap = new(Rate.PerLot(1), Rate.PerLot(2), Rate.PerLot(0));
    private static readonly FeeSchedule Dear = new(Rate.ByMoney(0.0001m), Rate.ByMoney(0.0001m), Rate.ByMoney(0.0002m));

    [Theory]
    [InlineData(WindowDay.Previous, "2013-10-11T13:00:00Z", "2013-10-11T18:30:00Z")]
    [InlineData(WindowDay.Eve, "2013-10-13T13:00:00Z", "2013-10-13T18:30:00Z")]
    public void A_night_session_starts_on_the_business_day_or_on_the_calendar_day_before(WindowDay day, string from, string to)
    {
        var window = Window("21:00", "02:30") with { Day = day };
        Assert.Equal(new TimeWindow(Nanoseconds(from), Nanoseconds(to)), Frozen(window));
    }

    [Fact]
    public void A_holiday_is_passed_over_for_the_night_before()
    {
        var market = Market(Window("21:00", "22:00") with { Day = WindowDay.Previous }) with { Holidays = [new DateOnly(2013, 10, 11)] };
        Assert.Equal(Nanoseconds("2013-10-10T13:00:00Z"), market.Freeze(OpeningSet.NothingOn(Monday)).Instruments[0].Tiers[0].Windows[0].From);
    }

    [Fact]
    public void A_window_of_the_day_itself_cannot_end_on_the_next() =>
        Refused(Market(Window("21:00", "02:30")), "instrument 'I1': a window must end after it starts");

    [Theory]
    [InlineData("11:00", "10:00", "overlap or are not in their order")]
    [InlineData("11:00", "11:30", "must be longer than the step")]
    public void A_session_that_cannot_be_stepped_through_is_refused(string from, string to, string why)
    {
        var tier = new MarketTier(PriceTierKind.SteppingVwap, Window("12:00", "12:30"), Window(from, from == "11:00" && to == "11:30" ? "11:10" : "11:30")) { Step = TimeSpan.FromHours(1) };
        var market = Market() with { Instruments = [Instrument("I1", "P") with { Tiers = [to == "11:30" ? tier with { Windows = [Window(from, to)] } : tier] }] };
        Refused(market, why);
    }

    [Fact]
    public void Tiers_that_lack_or_have_too_much_are_refused_at_once()
    {
        var tiers = new[]
        {
            new MarketTier(PriceTierKind.WindowVwap), new MarketTier(PriceTierKind.DayVwap, Window("09:00", "10:00")), new MarketTier(PriceTierKind.SteppingVwap, Window("09:00", "12:00")),
            new MarketTier(PriceTierKind.LastTrade) { MinTrades = 2 }, new MarketTier(PriceTierKind.DayVwap) { MinTrades = 0 }, new MarketTier(PriceTierKind.DayVwap) { Step = TimeSpan.FromHours(1) },
        };
        var error = Assert.Throws<ReferenceException>(() => (Market() with { Instruments = [Instrument("I1", "P") with { Tiers = tiers }] }).Freeze(OpeningSet.NothingOn(Monday)));
        Assert.Equal(
            [
                "instrument 'I1': tier WindowVwap needs a window", "instrument 'I1': tier DayVwap cannot have 1 windows", "instrument 'I1': tier SteppingVwap needs a step",
                "instrument 'I1': tier LastTrade cannot ask for 2 trades; only averages can, for 1 or more", "instrument 'I1': tier DayVwap cannot ask for 0 trades; only averages can, for 1 or more",
                "instrument 'I1': tier DayVwap cannot have a step",
            ],
            error.Problems);
    }

    [Theory]
    [InlineData(0, "2013-10-14")]
    [InlineData(1, "2013-10-16")] // the 15th is a holiday
    [InlineData(3, "2013-10-18")]
    [InlineData(4, "2013-10-21")] // over a weekend
    public void The_value_date_counts_business_days(int cycle, string expected)
    {
        var market = Market() with
        {
            Holidays = [new DateOnly(2013, 10, 15)],
            Instruments = [Instrument("I1", "P") with { Kind = InstrumentKind.Cash, SettlementCycle = cycle, Tiers = [] }],
        };
        Assert.Equal(DateOnly.Parse(expected, null), market.Freeze(OpeningSet.NothingOn(Monday)).Instruments[0].ValueDate);
    }

    [Fact]
    public void Only_cash_has_a_settlement_cycle_and_all_cash_has_one()
    {
        Refused(Market() with { Instruments = [Instrument("I1", "P") with { SettlementCycle = 1 }] }, "only cash has a settlement cycle");
        Refused(Market() with { Instruments = [Instrument("I1", "P") with { Kind = InstrumentKind.Cash, Tiers = [] }] }, "cash needs a settlement cycle");
    }

    [Fact]
    public void The_more_particular_fees_win()
    {
        var market = Market() with
        {
            Instruments = [Instrument("I1", "P") with { Fees = Dear }, Instrument("I2", "P"), Instrument("I3", "Q") with { Fees = Dear }],
            FeeOverrides =
            [
                new FeeOverride("P01", null, null, "I1", Cheap), new FeeOverride("P01", null, null, null, FeeSchedule.Free), new FeeOverride("P01", "B", "P", null, Dear),
                new FeeOverride("P02", null, "Q", null, Cheap),
            ],
        };
        var frozen = market.Freeze(OpeningSet.NothingOn(Monday));
        FeeSchedule? Of(int account, int instrument) => frozen.FeeOf(account, instrument) is >= 0 and var index ? frozen.Fees.Schedules[index] : null;
        // Accounts in their order: P01/A, P01/B, P02/A, P03/A.
        Assert.Equal([Cheap, null, null], Enumerable.Range(0, 3).Select(i => Of(0, i)));
        Assert.Equal([Dear, Dear, null], Enumerable.Range(0, 3).Select(i => Of(1, i)));
        Assert.Equal([Dear, null, Cheap], Enumerable.Range(0, 3).Select(i => Of(2, i)));
        Assert.Equal([Dear, null, Dear], Enumerable.Range(0, 3).Select(i => Of(3, i)));
        Assert.Equal(frozen.Hash, ReferenceDocument.Read(ReferenceDocument.Write(frozen)).Hash);
    }

    [Fact]
    public void Accounts_that_pay_alike_share_a_plan_and_looking_up_allocates_nothing()
    {
        var market = Market() with { Instruments = [Instrument("I1", "P") with { Fees = Dear }], FeeOverrides = [new FeeOverride("P01", null, null, null, Cheap), new FeeOverride("P02", "A", null, "I1", Cheap)] };
        var frozen = market.Freeze(OpeningSet.NothingOn(Monday));
        Assert.Equal(2, frozen.Fees.Plans.Length);
        _ = frozen.FeeOf(0, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var areEqual = frozen.FeeOf(0, 0) == frozen.FeeOf(2, 0);
        Assert.Equal((true, 0L), (areEqual, GC.GetAllocatedBytesForCurrentThread() - before));
        Assert.Same(FeeTable.None, Market().Freeze(OpeningSet.NothingOn(Monday)).Fees);
    }

    [Fact]
    public void Fees_for_what_the_market_does_not_have_are_refused()
    {
        var market = Market() with
        {
            FeeOverrides = [new FeeOverride("P09", null, null, null, Cheap), new FeeOverride("P01", "Z", null, "I9", Cheap), new FeeOverride("P01", null, "X", null, Cheap), new FeeOverride("P01", null, "X", null, Dear)],
        };
        var error = Assert.Throws<ReferenceException>(() => market.Freeze(OpeningSet.NothingOn(Monday)));
        Assert.Equal(
            [
                "fees of unknown participant 'P09'", "fees of unknown account 'P01/Z'", "fees of account 'P01/Z': unknown instrument 'I9'", "fees of participant 'P01': unknown product 'X'",
                "fees of participant 'P01': unknown product 'X'", "fees of 'P01' for X are there twice",
            ],
            error.Problems);
    }

    [Fact]
    public void Carried_sides_and_money_are_frozen_by_index_in_their_order()
    {
        var market = Market() with { Instruments = [Instrument("I1", "P") with { Keeping = PositionKeeping.Gross }] };
        var opening = new OpeningSet(Monday, [new CarriedPosition("P02", "A", "I1", 0, 3), new CarriedPosition("P01", "A", "I1", 5, 2)], new Dictionary<string, decimal> { ["I1"] = 10m })
        {
            Funds = [new CarriedFunds("P02", "A", "USD", -1.5m, 0), new CarriedFunds("P01", "A", "USD", 2, 3), new CarriedFunds("P01", "A", "CNY", 1, 0)],
        };
        var frozen = market.Freeze(opening);
        Assert.Equal([new Opening(0, 0, 5, 2), new Opening(2, 0, 0, 3)], frozen.Openings);
        Assert.Equal(
            [new OpeningFunds(0, "CNY", Money(1), Money(0)), new OpeningFunds(0, "USD", Money(2), Money(3)), new OpeningFunds(2, "USD", Money(-1.5m), Money(0))], frozen.Funds);
        Assert.Equal(frozen.Funds, ReferenceDocument.Read(ReferenceDocument.Write(frozen)).Funds);
    }

    [Fact]
    public void Carried_sides_and_money_that_cannot_be_are_refused_at_once()
    {
        var market = Market() with { Instruments = [Instrument("I1", "P"), Instrument("I2", "P") with { Kind = InstrumentKind.Cash, SettlementCycle = 1, Tiers = [] }] };
        var opening = new OpeningSet(
            Monday,
            [new CarriedPosition("P01", "A", "I1", 5, 5), new CarriedPosition("P01", "A", "I2", 1, 0), new CarriedPosition("P02", "A", "I2", 0, 1)],
            new Dictionary<string, decimal> { ["I1"] = 10m, ["I2"] = 10m })
        {
            Funds = [new CarriedFunds("P01", "A", "USD", 1, -1), new CarriedFunds("P01", "A", "USD", 1, 1), new CarriedFunds("P01", "A", "usd", 1, 1)],
        };
        var error = Assert.Throws<ReferenceException>(() => market.Freeze(opening));
        Assert.Equal(
            [
                "opening position of P01/A in I1 is long and short, but positions are net", "opening position of P01/A in I2: cash is delivered and never carried",
                "opening position of P02/A in I2: cash is delivered and never carried", "opening funds of P01/A in USD: margin is negative", "opening funds of P01/A in USD are there twice or out of order",
                "opening funds of P01/A in usd: the currency is not an ISO 4217 code",
            ],
            error.Problems);
    }

    [Fact]
    public void Contracts_that_follow_each_other_need_an_expiry_and_one_price_scale()
    {
        var follows = Instrument("I1", "P") with { Tiers = [new MarketTier(PriceTierKind.BaseChange)] };
        Refused(Market() with { Instruments = [follows, Instrument("I2", "P") with { PriceScale = 2 }] }, "a price that follows a base contract needs an expiry");
        Refused(Market() with { Instruments = [follows, Instrument("I2", "P") with { PriceScale = 2 }] }, "all contracts of product 'P' must have the same decimals of a price");
    }

    [Fact]
    public void Margin_of_the_larger_side_is_taken_of_a_whole_product()
    {
        var margin = new MarginRule(MarginBasis.LargerSide, Rate.ByMoney(0.1m), Rate.ByMoney(0.1m));
        Refused(Market() with { Instruments = [Instrument("I1", "P") with { Margin = margin }, Instrument("I2", "P")] }, "margin of the larger side");
        (Market() with { Instruments = [Instrument("I1", "P") with { Margin = margin }, Instrument("I2", "P") with { Margin = margin }] }).Freeze(OpeningSet.NothingOn(Monday));
    }

    private static void Refused(MarketReference market, string why) =>
        Assert.Contains(Assert.Throws<ReferenceException>(() => market.Freeze(OpeningSet.NothingOn(Monday))).Problems, p => p.Contains(why, StringComparison.Ordinal));

    private static Amount Money(decimal value) => Amount.FromDecimal(value);

    private static TimeWindow Frozen(LocalWindow window) => Market(window).Freeze(OpeningSet.NothingOn(Monday)).Instruments[0].Tiers[0].Windows[0];

    private static LocalWindow Window(string from, string to) => new(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null), "Asia/Shanghai");

    private static long Nanoseconds(string instant) => (DateTimeOffset.Parse(instant, null) - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static MarketReference Market(LocalWindow? window = null) => new()
    {
        Market = "TEST",
        Accounts = [new Account("P01", "A"), new Account("P01", "B"), new Account("P02", "A"), new Account("P03", "A")],
        Instruments = [Instrument("I1", "P") with { Tiers = [window is null ? new MarketTier(PriceTierKind.DayVwap) : new MarketTier(PriceTierKind.WindowVwap, window)] }],
    };

    private static MarketInstrument Instrument(string symbol, string product) => new()
    {
        Symbol = symbol,
        Product = product,
        Currency = "CNY",
        PriceScale = 1,
        QuantityScale = 0,
        Tick = 0.2m,
        Multiplier = 300,
        Tiers = [new MarketTier(PriceTierKind.DayVwap)],
    };
}
