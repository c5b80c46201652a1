using Settlement.Domain.Prices;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Prices;

/// <summary>Contracts without trades follow the nearest contract of their product that traded.</summary>
public sealed class BaseContractTests
{
    private static readonly PriceTier[] Tiers =
        [new(PriceTierKind.DayVwap), new(PriceTierKind.BaseChange), new(PriceTierKind.ListingBenchmark), new(PriceTierKind.Published)];

    [Fact]
    public void The_own_previous_price_moves_as_far_as_the_nearest_traded_contract()
    {
        var prices = Find(Trade(1, 10500, 1, instrument: 1), Trade(2, 99999, 1, instrument: 2));
        Assert.Equal((10080L + 300, PriceTierKind.BaseChange, "B"), (prices[0].Price, prices[0].Tier, prices[0].Base));
        Assert.Equal((PriceTierKind.DayVwap, ""), (prices[1].Tier, prices[1].Base));
    }

    [Fact]
    public void The_nearest_expiry_counts_and_not_the_name()
    {
        // A expires after B: were the order by name, B would follow A.
        var reference = Reference(Contract("A", 12, 10000), Contract("B", 11, 10200), Contract("C", 10, 10400));
        var prices = DayPrices.Of(reference, ClosingData.Empty, Trade(1, 10100, 1, instrument: 0), Trade(2, 10500, 1, instrument: 1));
        Assert.Equal((10400L + 300, "B"), (prices[2].Price, prices[2].Base));
    }

    [Fact]
    public void A_new_contract_starts_from_its_listing_benchmark_moved_like_the_base()
    {
        var listed = Contract("A", 10, null) with { ListingBenchmark = 9000 };
        var reference = Reference(listed, Contract("B", 11, 10200));
        Assert.Equal((8800L, PriceTierKind.ListingBenchmark, "B"), Answer(DayPrices.Of(reference, ClosingData.Empty, Trade(1, 10000, 1, instrument: 1))[0]));
        Assert.Equal((9000L, PriceTierKind.ListingBenchmark, ""), Answer(DayPrices.Of(reference, ClosingData.Empty)[0]));
    }

    [Fact]
    public void A_listing_benchmark_waits_for_the_base_where_it_is_asked_first_too()
    {
        var listed = Contract("A", 10, null) with { ListingBenchmark = 9000, Tiers = [new(PriceTierKind.ListingBenchmark)] };
        Assert.Equal((8800L, PriceTierKind.ListingBenchmark, "B"), Answer(DayPrices.Of(Reference(listed, Contract("B", 11, 10200)), ClosingData.Empty, Trade(1, 10000, 1, instrument: 1))[0]));
    }

    [Fact]
    public void A_listing_benchmark_is_for_the_first_day_only()
    {
        var listed = Contract("A", 10, 9500) with { ListingBenchmark = 9000 };
        var price = DayPrices.Of(Reference(listed, Contract("B", 11, 10200)), ClosingData.Empty, Trade(1, 10000, 1, instrument: 1))[0];
        Assert.Equal((9300L, PriceTierKind.BaseChange, "B"), Answer(price));
    }

    [Fact]
    public void A_contract_that_is_new_itself_is_nobodys_base()
    {
        var reference = Reference(Contract("A", 10, 10000), Contract("B", 11, null), Contract("C", 12, 10400));
        var prices = DayPrices.Of(reference, ClosingData.Empty, Trade(1, 5000, 1, instrument: 1), Trade(2, 10500, 1, instrument: 2));
        Assert.Equal((10100L, "C"), (prices[0].Price, prices[0].Base));
    }

    [Fact]
    public void Other_products_are_not_followed_and_without_a_base_the_venue_decides()
    {
        var reference = Reference(Contract("A", 10, 10000), Contract("B", 11, 10200) with { Product = "OTHER" });
        var trade = Trade(1, 10500, 1, instrument: 1);
        Assert.Null(DayPrices.Of(reference, ClosingData.Empty, trade)[0].Price);
        Assert.Equal(10123L, DayPrices.Of(reference, ClosingData.Of([new PublishedPrice("A", 1012.3m)], [], []), trade)[0].Price);
    }

    [Fact]
    public void The_moved_price_lies_on_the_grid()
    {
        var a = Contract("A", 10, 10001) with { Tick = 2, Rounding = PriceRounding.AwayFromPrevious };
        var price = DayPrices.Of(Reference(a, Contract("B", 11, 10200)), ClosingData.Empty, Trade(1, 10203, 1, instrument: 1))[0];
        Assert.Equal((10005L, 1000.4m), (price.Price, price.Unrounded));
    }

    [Fact]
    public void Two_contracts_that_would_follow_each_other_do_not()
    {
        // Both traded too little for an average: neither has a price of its own that the other could follow.
        PriceTier[] tiers = [new(PriceTierKind.DayVwap) { MinTrades = 2 }, new(PriceTierKind.BaseChange), new(PriceTierKind.PreviousSettlement)];
        var reference = Reference(Contract("A", 10, 10000) with { Tiers = tiers }, Contract("B", 11, 10200) with { Tiers = tiers });
        var prices = DayPrices.Of(reference, ClosingData.Empty, Trade(1, 1, 1, instrument: 0), Trade(2, 1, 1, instrument: 1));
        Assert.Equal([(10000L, PriceTierKind.PreviousSettlement), (10200L, PriceTierKind.PreviousSettlement)], prices.Select(static p => (p.Price!.Value, p.Tier)));
    }

    [Fact]
    public void Days_without_trades_chain_the_changes_of_the_base()
    {
        long own = 10080, before = 10200;
        foreach (var average in new long[] { 10500, 10300, 10450 })
        {
            var price = DayPrices.Of(Reference(Contract("A", 12, own), Contract("B", 11, before)), ClosingData.Empty, Trade(1, average, 1, instrument: 1))[0];
            Assert.Equal(own + average - before, price.Price);
            (own, before) = (price.Price!.Value, average);
        }

        Assert.Equal(10080 + 250, own);
    }

    private static (long, PriceTierKind, string) Answer(SettlementPrice price) => (price.Price!.Value, price.Tier, price.Base);

    private static SettlementPrice[] Find(params TradeRecord[] trades) =>
        DayPrices.Of(Reference(Contract("A", 10, 10080), Contract("B", 11, 10200), Contract("C", 12, 10400)), ClosingData.Empty, trades);

    private static Instrument Contract(string symbol, int month, long? previous) =>
        TestMarket.Gold(Tiers) with { Symbol = symbol, Product = "P", Expiry = new DateOnly(2013, month, 18), PreviousSettlement = previous };

    private static ReferenceData Reference(params Instrument[] instruments) => new(TestMarket.Name, TestMarket.Day, instruments, TestMarket.Accounts(2), []);
}
