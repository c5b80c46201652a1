using System.Globalization;
using System.Text;
using CsCheck;
using Settlement.Domain.Money;

namespace Settlement.Domain.Tests.Money;

public sealed class ScaledTextTests
{
    [Theory]
    [InlineData("", ScaledOutcome.NotANumber)]
    [InlineData("-", ScaledOutcome.NotANumber)]
    [InlineData("+1", ScaledOutcome.NotANumber)]
    [InlineData(".5", ScaledOutcome.NotANumber)]
    [InlineData("5.", ScaledOutcome.NotANumber)]
    [InlineData("1e3", ScaledOutcome.NotANumber)]
    [InlineData("1,5", ScaledOutcome.NotANumber)]
    [InlineData(" 1", ScaledOutcome.NotANumber)]
    [InlineData("1.2.3", ScaledOutcome.NotANumber)]
    [InlineData("1.234", ScaledOutcome.TooFine)]
    [InlineData("92233720368547758.08", ScaledOutcome.TooLarge)]
    [InlineData("99999999999999999999999999999999999999999999", ScaledOutcome.TooLarge)]
    public void Text_that_is_not_an_exact_decimal_of_the_scale_is_refused(string text, ScaledOutcome expected) =>
        Assert.Equal(expected, ScaledText.Parse(Encoding.ASCII.GetBytes(text), 2, out _));

    [Theory]
    [InlineData("1323.4", 132340)]
    [InlineData("-0.05", -5)]
    [InlineData("1.50000", 150)]
    [InlineData("007", 700)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    public void Decimal_is_read_exactly(string text, long expected)
    {
        Assert.Equal(ScaledOutcome.Ok, ScaledText.Parse(Encoding.ASCII.GetBytes(text), 2, out var units));
        Assert.Equal(expected, units);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1.0", "1")]
    [InlineData("-1.2500", "-1.25")]
    [InlineData("-0.0", "0")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    public void Decimals_of_one_value_have_one_text(string value, string expected)
    {
        Span<byte> text = stackalloc byte[ScaledText.MaxLength];
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..ScaledText.Format(decimal.Parse(value, CultureInfo.InvariantCulture), text)]));
    }

    [Fact]
    public void Greatest_and_smallest_wide_numbers_have_their_text()
    {
        Assert.Equal("-17014118346046923173168730371.5884105728", ScaledText.Format(Int128.MinValue, 10));
        Assert.Equal("17014118346046923173168730371.5884105727", new Amount(Int128.MaxValue).ToString());
        Assert.Equal("-0.0000000001", new Amount(-1).ToString());
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Gen.Long, Gen.Int[0, 9]).Sample(static (units, scale) =>
        {
            if (units == long.MinValue)
                return true;
            var text = ScaledText.Format(units, scale);
            return ScaledText.Parse(Encoding.ASCII.GetBytes(text), scale, out var back) == ScaledOutcome.Ok && back == units
                && !text.EndsWith('.') && (!text.Contains('.', StringComparison.Ordinal) || !text.EndsWith('0'));
        });
}
