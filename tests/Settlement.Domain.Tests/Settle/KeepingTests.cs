using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;
using static Settlement.Domain.Trades.PositionEffect;

namespace Settlement.Domain.Tests.Settle;

/// <summary>Long and short sides kept apart.</summary>
public sealed class KeepingTests
{
    [Fact]
    public void Effects_change_nothing_where_positions_are_net()
    {
        var reference = Market(PositionKeeping.Net, Opening.Net(0, 0, 5), Opening.Net(1, 0, -5));
        var trade = Trade(1, 13250, 7, 1, 0);
        Assert.Equal(Books.Close(reference, trade).Result().Digest, Books.Close(reference, trade.As(Close, CloseToday)).Result().Digest);
    }

    [Fact]
    public void Opening_legs_and_legs_without_an_effect_add_to_their_own_side()
    {
        var reference = Market(PositionKeeping.Gross, new Opening(0, 0, 3, 1), new Opening(1, 0, 1, 3));
        var result = Books.Close(reference, Trade(1, 13250, 2), Trade(2, 13260, 4, 1, 0).As(Open, Open)).Result();
        Assert.Equal((3m, 1m, 5m, 5m), Sides(result, "P01"));
        Assert.Equal((1m, 3m, 5m, 5m), Sides(result, "P02"));
        Assert.Equal(10m, result.Prices[0].OpenInterest);
    }

    [Theory]
    [InlineData(PositionKeeping.Net)]
    [InlineData(PositionKeeping.Gross)]
    public void Closing_takes_carried_positions_first_and_then_those_of_the_day(PositionKeeping keeping)
    {
        // Carried 3 long at 1325.1; bought 4 at 1325.0, closed 5 at 1326.0: 3 × 0.9 and 2 × 1.0 points are closed, 2 stay; the settlement price is 1325.5.
        var reference = Market(keeping, new Opening(0, 0, 3, 0), new Opening(1, 0, 0, 3));
        var result = Books.Close(reference, Trade(1, 13250, 4).As(Open, Open), Trade(2, 13260, 5, 2, 0).As(Open, Close), Trade(3, 13255, 1, 3, 3, second: 1030)).Result();
        var row = result.Positions.Single(static p => p.Participant == "P01");
        Assert.Equal((3m, 0m, 2m, 0m), Sides(result, "P01"));
        Assert.Equal((470m, 100m, 570m), (row.CloseProfit.ToDecimal(), row.PositionProfit.ToDecimal(), row.DayProfit.ToDecimal()));
    }

    [Fact]
    public void A_part_of_a_negative_value_is_rounded_down_and_the_rest_stays_exact()
    {
        // Carried 1 at 1325.1; sold 3 for -1.0, -1.1 and -1.1, so a third of -32 units closes it: -11, and -21 stay for the other two, at 1325.5.
        var reference = Market(PositionKeeping.Net, new Opening(0, 0, 1, 0), new Opening(1, 0, 0, 1));
        var result = Books.Close(reference, Trade(1, -10, 1, 1, 0), Trade(2, -11, 2, 1, 0), Trade(3, 13255, 1, 3, 3, second: 1030)).Result();
        var row = result.Positions.Single(static p => p.Participant == "P01");
        Assert.Equal((-132_620m, -265_310m), (row.CloseProfit.ToDecimal(), row.PositionProfit.ToDecimal()));
    }

    [Fact]
    public void Short_side_is_the_mirror_of_the_long_one()
    {
        var reference = Market(PositionKeeping.Gross, new Opening(0, 0, 3, 0), new Opening(1, 0, 0, 3));
        var result = Books.Close(
            reference, Trade(1, 13250, 4).As(Open, Open), Trade(2, 13260, 5, 1, 0).As(Close, Close), Trade(3, 13255, 1, 3, 3, second: 1030)).Result();
        var (longs, shorts) = (result.Positions.Single(static p => p.Participant == "P01"), result.Positions.Single(static p => p.Participant == "P02"));
        Assert.Equal((0m, 3m, 0m, 2m), Sides(result, "P02"));
        Assert.Equal((-longs.CloseProfit, -longs.PositionProfit), (shorts.CloseProfit, shorts.PositionProfit));
    }

    [Fact]
    public void Closing_legs_of_a_venue_that_keeps_days_apart_say_which_they_take()
    {
        // Carried 3 long at 1325.1, bought 4 at 1325.0; 3 of the day and 1 carried are closed at 1326.0.
        var reference = Market(PositionKeeping.GrossByDay, new Opening(0, 0, 3, 0), new Opening(1, 0, 0, 3));
        var result = Books.Close(
            reference, Trade(1, 13250, 4).As(Open, Open), Trade(2, 13260, 3, 2, 0).As(Open, CloseToday), Trade(3, 13260, 1, 2, 0).As(Open, Close), Trade(4, 13255, 1, 3, 3, second: 1030)).Result();
        var row = result.Positions.Single(static p => p.Participant == "P01");
        Assert.Equal((3m, 0m, 3m, 0m), Sides(result, "P01"));
        Assert.Equal((390m, 130m), (row.CloseProfit.ToDecimal(), row.PositionProfit.ToDecimal()));
    }

    [Theory]
    [InlineData(PositionKeeping.Gross, Close, 8, "trade T2: P01/A in GCZ3 closes 8 long, held 7")]
    [InlineData(PositionKeeping.Gross, CloseToday, 5, "trade T2: P01/A in GCZ3 closes 5 long of the day, opened 4")]
    [InlineData(PositionKeeping.GrossByDay, Close, 4, "trade T2: P01/A in GCZ3 closes 4 carried long, held 3")]
    [InlineData(PositionKeeping.GrossByDay, CloseToday, 5, "trade T2: P01/A in GCZ3 closes 5 long of the day, opened 4")]
    public void Closing_more_than_held_blocks_and_names_trade_account_and_instrument(PositionKeeping keeping, PositionEffect effect, long quantity, string evidence)
    {
        var reference = Market(keeping, new Opening(0, 0, 3, 0), new Opening(1, 0, 0, 3));
        var closing = Trade(2, 13260, quantity, 2, 0).As(Open, effect);
        Refused(Books.Close(reference, Trade(1, 13250, 4).As(Open, Open), closing), evidence);
        Assert.True(Books.Close(reference, Trade(1, 13250, 4).As(Open, Open), closing with { Quantity = quantity - 1 }).Passed);
    }

    [Fact]
    public void Closing_more_short_than_held_is_named_too()
    {
        var reference = Market(PositionKeeping.Gross, new Opening(0, 0, 3, 0), new Opening(1, 0, 0, 3));
        Refused(Books.Close(reference, Trade(1, 13260, 2, 1, 2).As(Close, Open), Trade(2, 13260, 2, 1, 2, second: 400).As(Close, Open)), "trade T1: P02/A in GCZ3 closes 4 short, held 3");
    }

    [Fact]
    public void Busted_closing_leg_gives_the_position_back()
    {
        var reference = Market(PositionKeeping.Gross, new Opening(0, 0, 3, 0), new Opening(1, 0, 0, 3));
        var closing = Trade(2, 13260, 4, 2, 0).As(Open, Close);
        var without = Books.Close(reference, Trade(1, 13250, 2)).Result();
        var with = Books.Close(reference, Trade(1, 13250, 2), closing, Bust(3, closing)).Result();
        Assert.Equal(without.Positions, with.Positions);
        Assert.Equal(without.Journal, with.Journal);
    }

    private static ReferenceData Market(PositionKeeping keeping, params Opening[] openings) => TestMarket.Of(
        TestMarket.Gold(new PriceTier(PriceTierKind.WindowVwap, TestMarket.At(1000), TestMarket.At(1060)), new PriceTier(PriceTierKind.PreviousSettlement)) with { Keeping = keeping }, openings);

    private static (decimal OpeningLong, decimal OpeningShort, decimal ClosingLong, decimal ClosingShort) Sides(SettlementResult result, string participant)
    {
        var row = result.Positions.Single(p => p.Participant == participant);
        return (row.OpeningLong, row.OpeningShort, row.ClosingLong, row.ClosingShort);
    }

    private static void Refused(DayCloseOutcome outcome, string evidence)
    {
        Assert.Equal([Gate.PositionsHeld], outcome.Gates.Where(static g => !g.Passed).Select(static g => g.Gate));
        Assert.Equal(evidence, outcome.Gates.Single(static g => !g.Passed).Evidence);
    }
}
