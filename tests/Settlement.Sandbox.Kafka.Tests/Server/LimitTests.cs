using System.Buffers.Binary;
using System.Net.Sockets;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Server;

/// <summary>Bytes that are no request end their connection and nothing else.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("7fffffff")]
    [InlineData("ffffffff")]
    [InlineData("00000000")]
    [InlineData("00000010 0000 0003 00000001 ffff 000000000000")]
    [InlineData("0000000e 0003 0004 00000001 ffff 7fffffff")]
    [InlineData("0000000e 0003 0001 00000001 7fff 7fffffff")]
    [InlineData("00000012 0016 0004 00000001 ffff ffffffffffffffff")]
    [InlineData("0000000a 03e7 0000 00000001 ffff")]
    [InlineData("0000000a 0000 007f 00000001 ffff")]
    public async Task A_malformed_frame_closes_its_connection_and_the_broker_goes_on(string frame)
    {
        await using var broker = await OwnBroker.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", broker.Embedded.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Convert.FromHexString(frame.Replace(" ", "", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        Assert.Equal(0, await stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken));
        await broker.Clients.TopicAsync();
    }

    [Theory]
    [InlineData("", 1, "The name of a topic")]
    [InlineData("a b", 1, "The name of a topic")]
    [InlineData("..", 1, "The name of a topic")]
    [InlineData("trades", 0, "cannot have 0 partitions")]
    [InlineData("trades", 1_000_000, "cannot have 1000000 partitions")]
    public async Task A_topic_that_cannot_be_is_refused_without_a_client_too(string name, int partitions, string says)
    {
        await using var broker = await OwnBroker.StartAsync();
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => broker.Embedded.CreateTopicAsync(name, partitions));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_ApiVersions_is_answered_with_the_versions_in_the_oldest_encoding()
    {
        await using var broker = await OwnBroker.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", broker.Embedded.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Convert.FromHexString("0000000b" + "0012" + "007f" + "00000009" + "ffff" + "00"), TestContext.Current.CancellationToken);
        var head = new byte[14];
        await stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal(9, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)));
        Assert.Equal(35, BinaryPrimitives.ReadInt16BigEndian(head.AsSpan(8)));
        Assert.True(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(10)) > 20);
    }
}
