using Settlement.Domain.Reference;

namespace Settlement.Domain.Tests.Reference;

public sealed class MarketReferenceTests
{
    private static readonly DateOnly Day = new(2013, 10, 8);

    [Theory]
    [InlineData("2013-03-10", "02:30", "does not exist on 2013-03-10 in America/New_York")]
    [InlineData("2013-11-03", "01:30", "exists twice on 2013-11-03 in America/New_York")]
    public void A_window_inside_a_clock_change_is_refused(string day, string from, string why)
    {
        var error = Assert.Throws<ReferenceException>(() => Market(from, "03:10").Freeze(Opening(DateOnly.Parse(day, null))));

        Assert.Contains(error.Problems, problem => problem.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var market = Market("13:28", "13:30", "Mars/Olympus") with { Accounts = [new Account("P01", "A1")] };
        var opening = new OpeningSet(Day, [CarriedPosition.Net("P01", "A1", "XXX", 1m), CarriedPosition.Net("P02", "B1", "GCZ3", 0.5m), CarriedPosition.Net("P01", "A1", "GCZ3", 0.5m)],
            new Dictionary<string, decimal> { ["GCZ3"] = 1325.15m, ["YYY"] = 1m });

        var error = Assert.Throws<ReferenceException>(() => market.Freeze(opening));

        Assert.Equal(6, error.Problems.Count);
    }

    [Theory]
    [InlineData("2013-10-08", 1381253280000000000)]
    [InlineData("2013-12-10", 1386700080000000000)]
    public void Local_times_become_UTC_by_the_rules_of_the_day(string day, long from)
    {
        var tier = Market("13:28", "13:30").Freeze(Opening(DateOnly.Parse(day, null))).Instruments[0].Tiers[0];

        Assert.Equal((from, from + 120_000_000_000), (tier.Windows[0].From, tier.Windows[0].To));
    }

    [Fact]
    public void Decimals_are_scaled_exactly_and_their_trailing_zeros_do_not_matter()
    {
        var market = Market("13:28", "13:30");
        var opening = new OpeningSet(Day, [CarriedPosition.Net("P02", "B1", "GCZ3", -3m), CarriedPosition.Net("P01", "A1", "GCZ3", 3.000m)], new Dictionary<string, decimal> { ["GCZ3"] = 1325.10m });

        var frozen = market.Freeze(opening);
        var zeros = (market with { Instruments = [market.Instruments[0] with { Multiplier = 0.2500m, Tick = 0.100m }] }).Freeze(opening);

        Assert.Equal([Domain.Reference.Opening.Net(0, 0, 3), Domain.Reference.Opening.Net(1, 0, -3)], frozen.Openings);
        Assert.Equal((13251L, 1L, 25L, 2), (frozen.Instruments[0].PreviousSettlement, frozen.Instruments[0].Tick, frozen.Instruments[0].Multiplier, frozen.Instruments[0].MultiplierScale));
        Assert.Equal(frozen.Hash, zeros.Hash);
    }

    private static OpeningSet Opening(DateOnly day) => new(day, [], new Dictionary<string, decimal>());

    private static MarketReference Market(string from, string to, string zone = "America/New_York") => new()
    {
        Market = "COMEX",
        Accounts = [new Account("P02", "B1"), new Account("P01", "A1")],
        Instruments =
        [
            new MarketInstrument
            {
                Symbol = "GCZ3",
                Currency = "USD",
                PriceScale = 1,
                QuantityScale = 0,
                Tick = 0.1m,
                Multiplier = 0.25m,
                Tiers = [new MarketTier(PriceTierKind.WindowVwap, new LocalWindow(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null), zone))],
            },
        ],
    };
}
