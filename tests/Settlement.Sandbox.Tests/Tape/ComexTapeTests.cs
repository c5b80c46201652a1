using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Tests.Tape;

public sealed class ComexTapeTests
{
    private static readonly DateOnly Tuesday = new(2013, 10, 8);
    private static readonly DateOnly Wednesday = new(2013, 10, 9);

    [Fact]
    public void A_day_that_the_tape_lacks_is_refused_with_the_days_it_has()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ComexTape.Read(new DateOnly(2013, 10, 10)));

        Assert.Contains("2013-10-07, 2013-10-08, 2013-10-09", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 51_288, 71_720, 102)]
    [InlineData(9, 66_120, 88_843, 204)]
    public void Both_trading_days_are_complete_with_their_evening_before(int day, int trades, int volume, int withoutQuantity)
    {
        var tape = ComexTape.Read(new DateOnly(2013, 10, day));

        Assert.Equal(trades, tape.Count);
        Assert.Equal(volume, tape.Sum(trade => trade.Quantity));
        Assert.Equal(withoutQuantity, tape.Count(trade => trade.Quantity == 0));
        var opens = Nanoseconds(new DateTime(2013, 10, day - 1, 22, 0, 0, DateTimeKind.Utc));
        var closes = Nanoseconds(new DateTime(2013, 10, day, 21, 15, 0, DateTimeKind.Utc));
        Assert.All(tape, trade => Assert.InRange(trade.ExecutedAt, opens, closes));
    }

    [Theory]
    [InlineData(7, 99, 185, "1325.083243")]
    [InlineData(8, 187, 283, "1324.642049")]
    [InlineData(9, 269, 399, "1307.193233")]
    public void Average_of_the_settlement_window_is_the_published_one(int day, int trades, int volume, string average)
    {
        var from = Nanoseconds(new DateTime(2013, 10, day, 17, 29, 0, DateTimeKind.Utc));
        var to = Nanoseconds(new DateTime(2013, 10, day, 17, 30, 0, DateTimeKind.Utc));

        var window = ComexTape.Read(new DateOnly(2013, 10, day))
            .Where(trade => trade.Instrument == "GCZ3" && trade.Quantity > 0 && trade.ExecutedAt >= from && trade.ExecutedAt < to)
            .ToList();

        Assert.Equal(trades, window.Count);
        Assert.Equal(volume, window.Sum(trade => trade.Quantity));
        Assert.Equal(average, Math.Round(window.Sum(t => t.Price!.Value * t.Quantity) / volume, 6).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_trade_has_an_id_of_its_own_that_rises_with_time_within_its_instrument()
    {
        var tape = ComexTape.Read(Tuesday).Concat(ComexTape.Read(Wednesday)).ToList();

        Assert.Equal(tape.Count, tape.Select(trade => trade.TradeId).Distinct().Count());
        Assert.All(tape, trade => Assert.InRange(trade.TradeId!.Length, 1, 36));
        foreach (var instrument in ComexTape.Read(Tuesday).GroupBy(trade => trade.Instrument))
        {
            Assert.Equal(
                instrument.Select(trade => trade.TradeId),
                instrument.OrderBy(trade => trade.ExecutedAt).ThenBy(trade => trade.TradeId, StringComparer.Ordinal).Select(trade => trade.TradeId));
        }
    }

    [Fact]
    public void Same_seed_draws_the_same_parties_for_ever()
    {
        // The digest was written down once. It must change neither with the version of .NET nor with the machine.
        Assert.Equal("ee10d1f71ac931090907c6d5a907cff6f056e31131e20389e72c7fdc22dc2b8b", PartiesOf(ComexTape.Read(Tuesday)));
        Assert.NotEqual(PartiesOf(ComexTape.Read(Tuesday)), PartiesOf(ComexTape.Read(Tuesday, seed: 1)));
    }

    [Fact]
    public void Nobody_trades_with_the_same_account_and_every_account_trades()
    {
        var tape = ComexTape.Read(Tuesday);

        Assert.All(tape, trade => Assert.NotEqual(trade.Buyer, trade.Seller));
        Assert.Equal(TapeParties.All.ToHashSet(), tape.Select(trade => trade.Buyer!).ToHashSet());
        Assert.Equal(TapeParties.All.ToHashSet(), tape.Select(trade => trade.Seller!).ToHashSet());
    }

    private static string PartiesOf(IEnumerable<TradeMessage> tape) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', tape.Select(trade => $"{trade.TradeId} {Name(trade.Buyer)} {Name(trade.Seller)}")))));

    private static string Name(TradeLeg? leg) => $"{leg!.Participant}/{leg.Account}";

    private static long Nanoseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;
}
