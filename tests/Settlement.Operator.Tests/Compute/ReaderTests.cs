using System.Text;
using Settlement.Kafka.Wire;
using Settlement.Operator.Compute.Read;

namespace Settlement.Operator.Tests.Compute;

public sealed class ReaderTests
{
    [Fact]
    public void Lines_end_in_every_usual_way_and_keep_their_numbers()
    {
        var read = Lines("\uFEFF{1}\r\n\n  {2} \n{3}");

        Assert.Equal([("{1}", ":1"), ("{2}", ":3"), ("{3}", ":4")], read);
    }

    [Fact]
    public void Records_longer_than_the_buffer_are_whole()
    {
        var longLine = new string('x', 700_000);

        Assert.Equal([("{1}", ":1"), (longLine, ":2"), ("{3}", ":3")], Lines($"{{1}}\n{longLine}\n{{3}}\n"));
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory() =>
        Assert.Contains("more than 1048576 bytes", Assert.Throws<TradeInputException>(() => Lines(new string('x', 3_000_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Messages_are_cut_by_their_lengths_however_the_bytes_arrive()
    {
        byte[][] messages = [[1], [], .. Enumerable.Range(1, 50).Select(static i => new byte[i * 37])];
        var stream = new MemoryStream();
        foreach (var message in messages)
            TradeFiles.WriteDelimited(stream, message);

        var reader = new MessageReader(new Trickle(stream.ToArray()));

        foreach (var message in messages)
        {
            Assert.True(reader.TryRead(out var value));
            Assert.True(value.SequenceEqual(message));
        }

        Assert.False(reader.TryRead(out _));
    }

    [Theory]
    [InlineData(new byte[] { 5, 1, 2 }, ": record 1 at byte 0: the file ends within it; 5 bytes were announced, 2 are there.")]
    [InlineData(new byte[] { 1, 7, 0x85 }, ": record 2 at byte 2: the file ends within its length.")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, ": record 1 at byte 0: its length is not one of a record")]
    public void Damaged_messages_are_refused_at_their_byte(byte[] content, string message)
    {
        var reader = new MessageReader(new MemoryStream(content));

        var refused = Assert.Throws<TradeInputException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sequence\":1}", TradeFormat.Json)]
    [InlineData("\uFEFF{\"sequence\":1}", TradeFormat.Json)]
    [InlineData(" \n{ \"sequence\":1}", TradeFormat.Json)]
    [InlineData("{}", TradeFormat.Json)]
    [InlineData("{\u0008\u0001", TradeFormat.Protobuf)]
    [InlineData("\u0020\u0008\u0001", TradeFormat.Protobuf)]
    [InlineData("", TradeFormat.Protobuf)]
    public void Formats_are_told_apart_by_the_first_bytes(string head, TradeFormat format) => Assert.Equal(format, InputFormats.Detect(Encoding.UTF8.GetBytes(head)));

    private static List<(string, string)> Lines(string content)
    {
        var reader = new LineReader(new Trickle(Encoding.UTF8.GetBytes(content)));
        var lines = new List<(string, string)>();
        while (reader.TryRead(out var value))
            lines.Add((Encoding.UTF8.GetString(value), reader.Place));
        return lines;
    }

    /// <summary>Gives a few bytes at a time, as pipes do.</summary>
    private sealed class Trickle(byte[] content) : ForwardStream
    {
        private int _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(Math.Min(count, 65_521), content.Length - _at);
            length = content.Length < 10_000 ? Math.Min(length, 3) : length;
            content.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }
    }
}
