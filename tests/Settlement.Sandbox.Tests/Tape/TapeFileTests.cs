using Settlement.Domain.Trades;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tape;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Tape;

public sealed class TapeFileTests
{
    private const string Trade =
        """
        {"sequence":9,"kind":"Trade","tradeId":"T1","tradingDay":"2013-10-08","instrument":"GCZ3","price":"1323.40","quantity":2,"executedAt":1381190400000000000,"buyer":{"participant":"P01","account":"A1","effect":"Open"},"seller":{"participant":"P02","account":"A1"}}
        """;

    [Theory]
    [InlineData("{\"kind\":\"Trade\"}", "tradeId")]
    [InlineData("{", "line 2")]
    [InlineData("{\"kind\":\"Deal\"}", "line 2")]
    public void A_wrong_line_is_refused_with_its_number_and_reason(string line, string reason)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["tape.ndjson"], Trade + "\n" + line + "\n");

        var error = Assert.Throws<SandboxException>(() => TapeFile.Read(directory["tape.ndjson"]));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_of_session_in_a_tape_is_refused_with_the_option_that_sends_it()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["tape.ndjson"], Trade.Replace("\"Trade\"", "\"EndOfSession\"", StringComparison.Ordinal));

        var error = Assert.Throws<SandboxException>(() => TapeFile.Read(directory["tape.ndjson"]));

        Assert.Contains("--end-of-session", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_file_or_day_is_named()
    {
        Assert.Contains("/absent/tape", Assert.Throws<SandboxException>(() => TapeSource.Read("/absent/tape", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("comex:2013-10-09", Assert.Throws<SandboxException>(() => TapeSource.Read("comex:2013-10-10", 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decimals_are_read_exactly_and_sequences_are_left_to_the_feeder()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["tape.ndjson"], Trade + "\n\n");

        var trade = Assert.Single(TapeFile.Read(directory["tape.ndjson"]));

        Assert.Equal((0L, 1323.40m, 2m, PositionEffect.Open), (trade.Sequence, trade.Price!.Value, trade.Quantity, trade.Buyer!.Effect));
    }
}
