using System.Text;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Wire;

internal static class Decoding
{
    internal static TradeRecord Good(byte[] value, TradeFormat format)
    {
        TradeRecord record = default;
        Assert.True(TradeDecoder.For(format).TryDecode(value, Venue.Reference, ref record, out var fault), fault);
        Assert.Null(fault);
        return record;
    }

    internal static TradeRecord Good(string json) => Good(Encoding.UTF8.GetBytes(json), TradeFormat.Json);

    internal static string Fault(byte[] value, TradeFormat format)
    {
        TradeRecord record = default;
        Assert.False(TradeDecoder.For(format).TryDecode(value, Venue.Reference, ref record, out var fault));
        return fault;
    }

    internal static string Fault(string json) => Fault(Encoding.UTF8.GetBytes(json), TradeFormat.Json);
}
