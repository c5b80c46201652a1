using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Tests.Tape;

public sealed class EquitiesTapeTests
{
    private static readonly DateOnly Friday = new(2013, 10, 11);

    [Fact]
    public void A_day_has_every_row_of_its_four_files_in_the_order_of_time()
    {
        var tape = EquitiesTape.Read(Friday);

        Assert.Equal(31_318 + 112_177 + 19_264 + 285_605, tape.Count);
        Assert.Equal(6_762_710m, tape.Where(static t => t.Instrument == "AIG").Sum(static t => t.Quantity));
        Assert.Equal(336_889_979.86m, tape.Where(static t => t.Instrument == "AIG").Sum(static t => t.Quantity * t.Price));
        Assert.True(tape.Zip(tape.Skip(1)).All(static pair => pair.First.ExecutedAt <= pair.Second.ExecutedAt));
        Assert.Equal(tape.Count, tape.Select(static t => t.TradeId).Distinct().Count());
        // 4:00 in New York, summer time: the first trades are before the regular session.
        Assert.InRange(tape[0].ExecutedAt, new DateTimeOffset(2013, 10, 11, 8, 0, 0, default).ToUnixTimeMilliseconds() * 1_000_000, new DateTimeOffset(2013, 10, 11, 9, 0, 0, default).ToUnixTimeMilliseconds() * 1_000_000);
    }

    [Fact]
    public void A_day_that_no_tape_has_is_refused_with_those_there_are()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EquitiesTape.Read(new DateOnly(2013, 10, 12)));
        Assert.Contains("us-equities:2013-10-11", Assert.Throws<SandboxException>(() => TapeSource.Read("us-equities:2013-10-12", 1)).Message, StringComparison.Ordinal);
        Assert.Equal(EquitiesTape.Market, TapeSource.MarketOf("us-equities:2013-10-11"));
    }

    [Fact]
    public void The_reference_file_opens_the_day_that_is_asked_for() =>
        Assert.Contains("tradingDay: 2013-10-11", EquitiesTape.ReferenceFile(Friday), StringComparison.Ordinal);
}
