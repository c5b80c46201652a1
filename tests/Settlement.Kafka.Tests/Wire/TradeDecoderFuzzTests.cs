using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Wire;

/// <summary>Whatever lies in the topic, decoding answers and never throws.</summary>
public sealed class TradeDecoderFuzzTests
{
    public static TheoryData<TradeFormat, int> Seeds => new()
    {
        { TradeFormat.Json, 1 }, { TradeFormat.Json, 2 }, { TradeFormat.Protobuf, 1 }, { TradeFormat.Protobuf, 2 },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_bytes_never_throw(TradeFormat format, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var value = new byte[random.Next(200)];
            random.NextBytes(value);
            AnswerIsWhole(value, format);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Damaged_records_never_throw(TradeFormat format, int seed)
    {
        var random = new Random(seed);
        byte[][] whole = [TradeEncoder.Encode(Venue.Trade(), format), TradeEncoder.Encode(Venue.EndOfSession(5, 7.5m), format)];
        ReadOnlySpan<byte> likely = "\"{}[]:,\\u0dD-.eE19ntf\0"u8;
        for (var i = 0; i < 20_000; i++)
        {
            List<byte> value = [.. whole[random.Next(2)]];
            for (var damage = random.Next(1, 5); damage > 0; damage--)
            {
                var at = random.Next(value.Count);
                var b = random.Next(3) == 0 ? (byte)random.Next(256) : likely[random.Next(likely.Length)];
                switch (random.Next(3))
                {
                    case 0:
                        value[at] = b;
                        break;
                    case 1:
                        value.Insert(at, b);
                        break;
                    default:
                        value.RemoveRange(at, Math.Min(random.Next(20), value.Count - at - 1));
                        break;
                }
            }

            AnswerIsWhole([.. value], format);
        }
    }

    private static void AnswerIsWhole(byte[] value, TradeFormat format)
    {
        TradeRecord record = default;
        var good = TradeDecoder.For(format).TryDecode(value, Venue.Reference, ref record, out var fault);
        Assert.Equal(good, fault is null);
        Assert.True(!good || (record.Sequence > 0 && record.Quantity >= 0 && record.Instrument < Venue.Reference.Instruments.Count));
    }
}
