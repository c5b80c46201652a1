using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Prices;

public sealed class SettlementPriceTests
{
    private static readonly ReferenceData LastTradeOnly = TestMarket.Of(TestMarket.Gold(new(PriceTierKind.LastTrade), new(PriceTierKind.PreviousSettlement)) with { Tick = 5 });

    [Fact]
    public void Traded_instrument_without_any_answer_blocks_the_run()
    {
        var gold = TestMarket.Gold(new PriceTier(PriceTierKind.WindowVwap, TestMarket.At(0), TestMarket.At(1)));
        var outcome = Books.Close(TestMarket.Of(gold), Trade(1, 13250, 1));
        var gate = outcome.Gates.Single(static g => g.Gate == Gate.PriceFound);
        Assert.False(gate.Passed);
        Assert.Contains("GCZ3: none of WindowVwap could answer", gate.Evidence, StringComparison.Ordinal);
        Assert.Null(outcome.Result);
    }

    [Fact]
    public void Instrument_that_nobody_holds_needs_no_price_and_has_no_row()
    {
        var gold = TestMarket.Gold(new PriceTier(PriceTierKind.DayVwap));
        var result = Books.Close(TestMarket.Of(gold), Trade(1, 13250, 0)).Result();
        Assert.Empty(result.Prices);
        Assert.Equal(1, result.TradeCount);
    }

    [Fact]
    public void Window_is_half_open_and_weighs_by_quantity()
    {
        var price = Price(
            TestMarket.AllTiers,
            Trade(1, 90000, 5, second: 999), Trade(2, 13250, 1, second: 1000), Trade(3, 13256, 2, second: 1059), Trade(4, 10, 7, second: 1060), Trade(5, 77, 0, second: 1030));
        Assert.Equal((PriceTierKind.WindowVwap, 1325.4m, 1325.4m, 2L, 3m), (price.Tier, price.Price, price.Unrounded, price.EvidenceTrades, price.EvidenceVolume));
        Assert.Equal((5L, 15m), (price.Trades, price.Volume));
    }

    [Fact]
    public void Empty_window_steps_back_to_the_one_before()
    {
        var price = Price(TestMarket.AllTiers, Trade(1, 13250, 2, second: 950), Trade(2, 13251, 1, second: 999), Trade(3, 1, 1, second: 1200));
        Assert.Equal((PriceTierKind.WindowVwap, 1325m, 1325.033333m, 2L), (price.Tier, price.Price, price.Unrounded, price.EvidenceTrades));
    }

    [Fact]
    public void Busted_trades_are_out_of_the_window()
    {
        var busted = Trade(1, 90000, 5, second: 1010);
        var price = Price(TestMarket.AllTiers, busted, Bust(2, busted), Trade(3, 13252, 1, second: 1020));
        Assert.Equal((1325.2m, 1L, 1m, 1L, 1m), (price.Price, price.EvidenceTrades, price.EvidenceVolume, price.Trades, price.Volume));
    }

    [Fact]
    public void Only_zero_quantity_trades_leave_the_previous_settlement()
    {
        var price = Price([new(PriceTierKind.LastTrade), new(PriceTierKind.DayVwap), new(PriceTierKind.PreviousSettlement)], Trade(1, 77, 0), Trade(2, 78, 0));
        Assert.Equal((PriceTierKind.PreviousSettlement, 1325.1m, 1325.1m, 2L, 0m), (price.Tier, price.Price, price.Unrounded, price.Trades, price.Volume));
    }

    [Fact]
    public void Last_trade_is_the_greatest_by_time_then_trade_id_and_is_put_on_the_grid()
    {
        TradeRecord[] trades = [Trade(1, 13252, 1, second: 10, id: "B"), Trade(2, 13299, 1, second: 9, id: "Z"), Trade(3, 13298, 1, second: 10, id: "A")];
        foreach (var order in new[] { trades, [.. trades.Reverse()] })
        {
            var price = Books.Close(LastTradeOnly, order.Select(static (t, i) => t with { Sequence = i + 1 })).Result().Prices.Single();
            Assert.Equal((PriceTierKind.LastTrade, 1325m, 1325.2m, 1L, 1m), (price.Tier, price.Price, price.Unrounded, price.EvidenceTrades, price.EvidenceVolume));
        }
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(15, 20)]
    [InlineData(16, 16)]
    public void Busts_of_the_last_trades_fall_back_to_the_trade_before_in_any_order(int busted, int trades)
    {
        var made = Enumerable.Range(1, trades).Select(static i => Trade(i, 13200 + (5 * i), 1, second: i)).ToList();
        var busts = made.TakeLast(busted);
        var expected = busted == trades ? 1325.1m : (13200 + (5 * (trades - busted))) / 10m;
        foreach (var order in new[] { made.Concat(busts), busts.Concat(made), busts.Reverse().Concat(made).OrderBy(static t => t.Sequence % 3) })
        {
            var seen = new HashSet<string>();
            var isBust = order.Take(busted).SequenceEqual(busts);
            var records = order.Select((t, i) => !isBust ? (seen.Add(t.TradeId.ToString()) ? t : Bust(0, t)) : i < busted ? Bust(0, t) : t);
            var result = Books.Close(LastTradeOnly, records.Select(static (t, i) => t with { Sequence = i + 1 })).Result();
            Assert.Equal(expected, result.Prices.Single().Price);
            Assert.Equal(busted, result.BustCount);
        }
    }

    [Fact]
    public void When_all_of_more_trades_than_remembered_are_busted_the_next_tier_answers_as_on_an_empty_day()
    {
        var made = Enumerable.Range(1, 20).Select(static i => Trade(i, 13200 + (5 * i), 1, second: i)).ToList();
        Assert.Equal(1325.1m, Price([new(PriceTierKind.LastTrade), new(PriceTierKind.PreviousSettlement)], [.. made, .. made.Select(static (t, i) => Bust(21 + i, t))]).Price);
    }

    [Fact]
    public void More_busted_last_trades_than_remembered_block_the_run_instead_of_stepping_on()
    {
        var made = Enumerable.Range(1, 20).Select(static i => Trade(i, 13200 + (5 * i), 1, second: i)).ToList();
        var busts = made.TakeLast(16).Select(static (t, i) => Bust(21 + i, t));
        var gate = Books.Close(LastTradeOnly, made.Concat(busts)).Gates.Single(static g => g.Gate == Gate.PriceFound);
        Assert.False(gate.Passed);
        Assert.Contains("the last 16 trades are busted", gate.Evidence, StringComparison.Ordinal);
    }

    private static PriceRow Price(PriceTier[] tiers, params TradeRecord[] records) =>
        Books.Close(TestMarket.Of(TestMarket.Gold(tiers)), records).Result().Prices.Single();
}
