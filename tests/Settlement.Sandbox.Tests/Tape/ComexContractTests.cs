using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Tests.Tape;

public sealed class ComexContractTests
{
    [Theory]
    [InlineData("201310", "GCV3")]
    [InlineData("201312", "GCZ3")]
    [InlineData("201402", "GCG4")]
    [InlineData("201506", "GCM5")]
    public void Contract_month_becomes_month_code_and_last_digit_of_the_year(string yearMonth, string symbol) =>
        Assert.Equal(symbol, ComexContract.Symbol(yearMonth));

    [Theory]
    [InlineData("201313")]
    [InlineData("2013")]
    [InlineData("2013-1")]
    public void What_is_no_month_is_refused(string yearMonth) =>
        Assert.Contains(yearMonth, Assert.Throws<FormatException>(() => ComexContract.Symbol(yearMonth)).Message, StringComparison.Ordinal);
}
