using Settlement.Domain.Prices;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Tests.Prices;

public sealed class TickGridTests
{
    [Theory]
    [InlineData(13246, 1, 1, null, 13246)]
    [InlineData(1324642, 100, 1, null, 13246)] // 13246.42
    [InlineData(1324651, 100, 1, null, 13247)]
    [InlineData(1324649, 100, 5, null, 13245)]
    [InlineData(-1324651, 100, 1, null, -13247)]
    [InlineData(-1324649, 100, 1, null, -13246)]
    [InlineData(3, 1, 25, null, 0)]
    [InlineData(-13, 1, 25, null, -25)]
    public void Nearest_tick_is_taken(long numerator, long denominator, long tick, long? previous, long expected) =>
        Assert.Equal(expected, TickGrid.Round(numerator, denominator, tick, previous));

    [Theory]
    [InlineData(5, 2, 1, 10L, 3)] // 2.5: 3 is nearer to 10
    [InlineData(5, 2, 1, -10L, 2)]
    [InlineData(5, 2, 1, 2L, 2)]
    [InlineData(5, 2, 1, 3L, 3)]
    [InlineData(-5, 2, 1, 10L, -2)]
    [InlineData(-5, 2, 1, -10L, -3)]
    [InlineData(5, 2, 1, null, 3)]
    [InlineData(-5, 2, 1, null, -3)]
    [InlineData(15, 1, 10, 15L, 20)] // the previous price lies in the middle too
    [InlineData(-15, 1, 10, -15L, -20)]
    [InlineData(35, 2, 5, 15L, 15)] // 17.5 between 15 and 20
    public void Exact_tie_goes_to_the_tick_nearer_to_the_previous_settlement_else_away_from_zero(
        long numerator, long denominator, long tick, long? previous, long expected) =>
        Assert.Equal(expected, TickGrid.Round(numerator, denominator, tick, previous));

    [Theory]
    [InlineData(5, 2, 1, 10L, 2)] // 2.5 lies below the previous price: away from it is down
    [InlineData(5, 2, 1, -10L, 3)]
    [InlineData(-5, 2, 1, 10L, -3)]
    [InlineData(-5, 2, 1, -10L, -2)]
    [InlineData(5, 2, 1, null, 3)]
    [InlineData(-5, 2, 1, null, -3)]
    [InlineData(103, 1, 5, 101L, 101)] // the grid is 96, 101, 106
    [InlineData(104, 1, 5, 101L, 106)]
    [InlineData(207, 2, 5, 101L, 106)] // 103.5 lies in the middle
    [InlineData(197, 2, 5, 101L, 96)] // 98.5 too
    [InlineData(-207, 2, 5, -101L, -106)]
    public void Away_from_the_previous_price_the_grid_is_counted_from_it(long numerator, long denominator, long tick, long? previous, long expected) =>
        Assert.Equal(expected, TickGrid.Round(numerator, denominator, tick, previous, PriceRounding.AwayFromPrevious));

    [Theory]
    [InlineData(5, 2, 1, -10L, 3)]
    [InlineData(-5, 2, 1, -10L, -2)]
    [InlineData(-5, 2, 1, null, -2)]
    [InlineData(-35, 2, 5, null, -15)] // -17.5
    [InlineData(1324649, 100, 5, 3L, 13245)]
    public void Half_up_sends_a_tie_to_the_greater_price(long numerator, long denominator, long tick, long? previous, long expected) =>
        Assert.Equal(expected, TickGrid.Round(numerator, denominator, tick, previous, PriceRounding.HalfUp));

    [Fact]
    public void Greatest_values_do_not_overflow_on_the_way()
    {
        Assert.Equal(long.MaxValue, TickGrid.Round(Math.BigMul(long.MaxValue, long.MaxValue), long.MaxValue, 1, long.MinValue));
        Assert.Throws<OverflowException>(() => TickGrid.Round(long.MaxValue, 1, long.MaxValue - 1, 0) + TickGrid.Round((Int128)long.MaxValue * 3, 1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TickGrid.Round(1, 0, 1, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => TickGrid.Round(1, 1, 0, null));
    }
}
