using Settlement.Domain.Book;
using Settlement.Domain.Prices;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Prices;

/// <summary>What each kind of tier answers, and when it leaves the answer to the next.</summary>
public sealed class PriceTierTests
{
    private static readonly PriceTier Previous = new(PriceTierKind.PreviousSettlement);

    [Theory]
    [InlineData(5, PriceTierKind.PreviousSettlement)]
    [InlineData(6, PriceTierKind.DayVwap)]
    public void An_average_of_too_few_trades_is_not_taken(int trades, PriceTierKind expected)
    {
        var tier = new PriceTier(PriceTierKind.DayVwap) { MinTrades = 6 };
        var price = Single(TestMarket.Gold(tier, Previous), [.. Enumerable.Range(1, trades).Select(static i => Trade(i, 13200, 1)), Trade(99, 13200, 0)]);
        Assert.Equal(expected, price.Tier);
    }

    [Fact]
    public void The_unrounded_value_is_stated_to_the_nearest_millionth_a_half_upwards()
    {
        var price = Single(TestMarket.Gold(new PriceTier(PriceTierKind.DayVwap)), Trade(1, 2, 1), Trade(2, 1, 199_999));
        Assert.Equal(0.100001m, price.Unrounded);
    }

    [Fact]
    public void A_busted_trade_does_not_count_for_the_fewest_trades()
    {
        var tier = new PriceTier(PriceTierKind.WindowVwap, TestMarket.At(0), TestMarket.At(1000)) { MinTrades = 2 };
        var sums = new DaySums(TestMarket.Of(TestMarket.Gold(tier, Previous)));
        TradeRecord[] trades = [Trade(1, 13200, 1), Trade(2, 13210, 1)];
        foreach (var trade in trades)
            sums.Apply(in trade);
        sums.Apply(Bust(3, trades[0]));
        Assert.Equal(PriceTierKind.PreviousSettlement, PriceFinder.Find(TestMarket.Of(TestMarket.Gold(tier, Previous)), sums, ClosingData.Empty)[0].Tier);
    }

    [Theory]
    [InlineData(new[] { 3000 }, 3000)]
    [InlineData(new[] { 2999, 100 }, 2999)]
    [InlineData(new[] { 1999, 900 }, 1999)]
    public void Stepping_takes_the_latest_window_with_trades(int[] seconds, int expected)
    {
        var price = Single(TestMarket.Gold(Stepping(), new PriceTier(PriceTierKind.DayVwap)), [.. seconds.Select(static (s, i) => Trade(i + 1, 10000 + s, 1, second: s))]);
        Assert.Equal((PriceTierKind.SteppingVwap, 10000L + expected, 1L), (price.Tier, price.Price, price.EvidenceTrades));
        Assert.True(price.Window!.Value.Contains(TestMarket.At(expected)));
    }

    [Fact]
    public void Stepping_leaves_the_day_to_the_next_tier_when_the_last_trade_is_early()
    {
        // A window of the session holds a trade, but no trade lies in the needed span.
        var price = Single(TestMarket.Gold(Stepping(), new PriceTier(PriceTierKind.DayVwap)), [Trade(1, 10000, 1, second: 100), Trade(2, 10010, 1, second: 1400)]);
        Assert.Equal((PriceTierKind.DayVwap, 10005L, 2L), (price.Tier, price.Price, price.EvidenceTrades));
        Assert.Null(price.Window);
    }

    [Fact]
    public void Stepping_passes_windows_with_too_few_trades()
    {
        var price = Single(
            TestMarket.Gold(Stepping() with { MinTrades = 2 }),
            [Trade(1, 10000, 1, second: 2100), Trade(2, 10020, 1, second: 2200), Trade(3, 99999, 1, second: 3100)]);
        Assert.Equal((10010L, 2L), (price.Price, price.EvidenceTrades));
    }

    [Fact]
    public void A_last_trade_within_a_window_ignores_later_ones()
    {
        var tier = new PriceTier(PriceTierKind.LastTrade, TestMarket.At(1000), TestMarket.At(2000));
        TradeRecord[] trades = [Trade(1, 13200, 2, second: 1999), Trade(2, 13300, 1, second: 2000), Trade(3, 13100, 1, second: 1000)];
        var price = Single(TestMarket.Gold(tier, Previous), trades);
        Assert.Equal((PriceTierKind.LastTrade, 13200L, 1L, 2L), (price.Tier, price.Price, price.EvidenceTrades, price.EvidenceVolume));
        Assert.Equal(new TimeWindow(TestMarket.At(1000), TestMarket.At(2000)), price.Window);
        Assert.Equal(PriceTierKind.PreviousSettlement, Single(TestMarket.Gold(tier, Previous), trades[1]).Tier);
    }

    [Fact]
    public void Several_tiers_of_one_kind_each_keep_their_own_evidence()
    {
        PriceTier[] tiers =
        [
            new(PriceTierKind.LastTrade, TestMarket.At(3000), TestMarket.At(4000)), new(PriceTierKind.WindowVwap, TestMarket.At(2000), TestMarket.At(3000)) { MinTrades = 3 },
            new(PriceTierKind.LastTrade, TestMarket.At(1000), TestMarket.At(2000)), new(PriceTierKind.LastTrade),
        ];
        var price = Single(TestMarket.Gold(tiers), [Trade(1, 13100, 1, second: 1500), Trade(2, 13200, 1, second: 2500), Trade(3, 13300, 1, second: 4500)]);
        Assert.Equal(13100L, price.Price);
    }

    [Fact]
    public void Books_of_partitions_agree_with_one_book_for_every_tier()
    {
        var reference = TestMarket.Of(TestMarket.Gold(new PriceTier(PriceTierKind.LastTrade, TestMarket.At(1000), TestMarket.At(2000)), Stepping(), new PriceTier(PriceTierKind.DayVwap)));
        TradeRecord[] trades = [Trade(1, 13100, 1, second: 900), Trade(2, 13210, 3, second: 2500), Trade(3, 13300, 1, second: 2600), Trade(4, 13320, 1, second: 3100)];
        var (first, second, all) = (new DaySums(reference), new DaySums(reference), new DaySums(reference));
        foreach (var (i, trade) in trades.Index())
        {
            all.Apply(in trade);
            (i % 2 == 0 ? first : second).Apply(in trade);
        }

        second.Add(first);
        Assert.Equal(PriceFinder.Find(reference, all, ClosingData.Empty)[0], PriceFinder.Find(reference, second, ClosingData.Empty)[0]);
    }

    [Fact]
    public void A_published_price_is_taken_as_it_is_even_off_the_grid()
    {
        var gold = TestMarket.Gold(new PriceTier(PriceTierKind.Published), Previous) with { PriceScale = 2, Tick = 10, PreviousSettlement = 132510 };
        var price = Single(gold, ClosingData.Of([new PublishedPrice("GCZ3", 1300.05m), new PublishedPrice("OTHER", 1m)], [], []), Trade(1, 1, 1));
        Assert.Equal((PriceTierKind.Published, 130005L, 1300.05m), (price.Tier, price.Price, price.Unrounded));
    }

    [Fact]
    public void A_published_price_that_is_too_fine_gives_no_price_and_says_so()
    {
        var price = Single(TestMarket.Gold(new PriceTier(PriceTierKind.Published)), ClosingData.Of([new PublishedPrice("GCZ3", 1300.05m)], [], []));
        Assert.Null(price.Price);
        Assert.Equal("GCZ3: the published price 1300.05 has more than 1 decimals", price.Explanation);
    }

    [Fact]
    public void Where_the_venue_may_publish_the_price_its_absence_says_what_to_load()
    {
        var price = Single(TestMarket.Gold(new PriceTier(PriceTierKind.DayVwap), new PriceTier(PriceTierKind.Published)));
        Assert.Equal("GCZ3: none of DayVwap, Published could answer; load the price that the venue published as closing data", price.Explanation);
    }

    [Fact]
    public void A_price_beyond_64_bits_gives_no_price_and_says_so()
    {
        var gold = TestMarket.Gold(new PriceTier(PriceTierKind.DayVwap)) with { Tick = 6_000_000_000_000_000_000, PreviousSettlement = null, Rounding = PriceRounding.HalfUp, Multiplier = 1 };
        var price = Single(gold, Trade(1, long.MaxValue, 1));
        Assert.Null(price.Price);
        Assert.Equal("GCZ3: the price of DayVwap does not fit into 64 bits", price.Explanation);
    }

    /// <summary>Windows of 1000 seconds up to 4000; needed: from 1500 on.</summary>
    private static PriceTier Stepping() => new(PriceTierKind.SteppingVwap, Window(3000), Window(2000), Window(1000))
    {
        Needed = new TimeWindow(TestMarket.At(1500), TestMarket.At(4000)),
    };

    private static TimeWindow Window(long second) => new(TestMarket.At(second), TestMarket.At(second + 1000));

    private static SettlementPrice Single(Instrument instrument, params TradeRecord[] trades) => Single(instrument, ClosingData.Empty, trades);

    private static SettlementPrice Single(Instrument instrument, ClosingData closing, params TradeRecord[] trades) => DayPrices.Of(TestMarket.Of(instrument), closing, trades)[0];
}
