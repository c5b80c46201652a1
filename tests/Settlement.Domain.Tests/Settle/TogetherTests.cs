using System.Buffers;
using System.Globalization;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Tests.Settle;

public sealed class TogetherTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(Together.AtOnce)]
    [InlineData((Together.AtOnce * 5) + 1)]
    public void What_is_made_is_in_order(int count) => Assert.Equal(Enumerable.Range(0, count).Select(static i => i * 3L), Together.Make(count, static i => i * 3L));

    [Fact]
    public void A_failure_is_the_one_that_a_loop_would_have_thrown() =>
        Assert.Throws<OverflowException>(() => Together.Make(Together.AtOnce * 3, static i => i == Together.AtOnce * 2 ? throw new OverflowException() : i));

    [Theory]
    [InlineData(0)]
    [InlineData(Together.AtOnce)]
    [InlineData((Together.AtOnce * 5) + 1)]
    public void Lines_are_written_once_and_in_order(int count)
    {
        var text = new ArrayBufferWriter<byte>();
        Together.Write(text, [.. Enumerable.Range(0, count)], static (line, i) => line.Text("row").Number(i).End());
        Assert.Equal(
            string.Concat(Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"row|{i}\n"))),
            System.Text.Encoding.ASCII.GetString(text.WrittenSpan));
    }
}
