using Google.Protobuf;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;
using Effect = Settlement.V1.Effect;
using Kind = Settlement.V1.Kind;
using Proto = Settlement.V1.TradeRecord;

namespace Settlement.Kafka.Tests.Wire;

/// <summary>Holds the hand-written reader and writer to the code that protoc generates from the published file.</summary>
public sealed class PublishedProtoTests
{
    private static readonly string[] Instruments = ["GCZ3", "SPREAD"];

    [Fact]
    public void Records_of_generated_code_decode_to_what_was_said()
    {
        var random = new Random(20131008);
        for (var i = 0; i < 2000; i++)
        {
            var proto = Any(random);

            var record = Decoding.Good(proto.ToByteArray(), TradeFormat.Protobuf);

            Assert.Equal(proto.Sequence, record.Sequence);
            Assert.Equal((int)proto.Kind, (int)record.Kind);
            if (proto.Kind == Kind.EndOfSession)
            {
                Assert.Equal(proto.Count, record.Count);
                Assert.Equal((Int128)proto.Quantity.Units * 10_000_000_000, record.TotalQuantity);
                continue;
            }

            Assert.Equal(proto.TradeId, record.TradeId.ToString());
            Assert.Equal(proto.Instrument, Venue.Reference.Instruments[record.Instrument].Symbol);
            Assert.Equal(proto.Price.Units, record.Price);
            Assert.Equal(proto.Quantity.Units, record.Quantity);
            Assert.Equal(proto.ExecutedAt, record.ExecutedAt);
            Assert.Equal($"{proto.Buyer.Participant}/{proto.Buyer.Account}", Venue.Reference.Accounts[record.Buyer].ToString());
            Assert.Equal($"{proto.Seller.Participant}/{proto.Seller.Account}", Venue.Reference.Accounts[record.Seller].ToString());
            Assert.Equal(((int)proto.Buyer.Effect, (int)proto.Seller.Effect), ((int)record.BuyerEffect, (int)record.SellerEffect));
        }
    }

    [Fact]
    public void Our_encoder_writes_the_bytes_of_generated_code()
    {
        foreach (var message in new[] { Venue.Trade(), Venue.Trade(300) with { Kind = TradeKind.Bust, Price = -12.05m }, Venue.EndOfSession(3, 70000m), Venue.EndOfSession(0, 0m) })
        {
            var bytes = TradeEncoder.Encode(message, TradeFormat.Protobuf);

            var proto = Proto.Parser.ParseFrom(bytes);
            Assert.Equal(proto.ToByteArray(), bytes);
            Assert.Equal((message.Sequence, (int)message.Kind, message.Count ?? 0), (proto.Sequence, (int)proto.Kind, proto.Count));
            Assert.Equal(message.TradingDay.ToString("yyyyMMdd"), proto.TradingDay.ToString());
            Assert.Equal(message.Price ?? 0, Value(proto.Price));
            Assert.Equal(message.Quantity, Value(proto.Quantity));
            Assert.Equal((message.TradeId ?? "", message.Instrument ?? "", message.ExecutedAt), (proto.TradeId, proto.Instrument, proto.ExecutedAt));
            Assert.Equal(message.Buyer?.Participant ?? "", proto.Buyer?.Participant ?? "");
            Assert.Equal((int)(message.Buyer?.Effect ?? 0), (int)(proto.Buyer?.Effect ?? 0));
        }
    }

    [Fact]
    public void Fields_of_a_later_version_are_skipped()
    {
        var bytes = TradeEncoder.Encode(Venue.Trade(), TradeFormat.Protobuf);
        using var later = new MemoryStream();
        var output = new CodedOutputStream(later);
        output.WriteTag(100, WireFormat.WireType.LengthDelimited);
        output.WriteString("later");
        output.WriteTag(101, WireFormat.WireType.Fixed64);
        output.WriteFixed64(1);
        output.WriteTag(102, WireFormat.WireType.Fixed32);
        output.WriteFixed32(1);
        output.WriteTag(103, WireFormat.WireType.Varint);
        output.WriteUInt64(ulong.MaxValue);
        output.Flush();

        Assert.Equal(
            Fingerprint.Of(Decoding.Good(bytes, TradeFormat.Protobuf)),
            Fingerprint.Of(Decoding.Good([.. later.ToArray(), .. bytes], TradeFormat.Protobuf)));
    }

    private static Proto Any(Random random)
    {
        if (random.Next(10) == 0)
        {
            var count = random.NextInt64(long.MaxValue - 1);
            return new Proto { Sequence = count + 1, Kind = Kind.EndOfSession, TradingDay = 20131008, Count = count, Quantity = new() { Units = random.NextInt64() } };
        }

        var instrument = random.Next(2);
        return new Proto
        {
            Sequence = random.NextInt64(1, long.MaxValue) >> random.Next(62) | 1,
            Kind = (Kind)random.Next(1, 3),
            TradeId = new string((char)random.Next(33, 126), random.Next(1, 37)),
            TradingDay = 20131008,
            Instrument = Instruments[instrument],
            Price = new() { Units = random.NextInt64(long.MinValue + 1, long.MaxValue) >> random.Next(63), Scale = instrument == 0 ? 1u : 2u },
            Quantity = new() { Units = random.NextInt64() >> random.Next(63), Scale = instrument == 0 ? 0u : 3u },
            ExecutedAt = random.NextInt64(1, long.MaxValue),
            Buyer = AnyLeg(random),
            Seller = AnyLeg(random),
        };
    }

    private static V1.Leg AnyLeg(Random random)
    {
        var account = Venue.Reference.Accounts[random.Next(3)];
        return new V1.Leg { Participant = account.Participant, Account = account.Name, Effect = (Effect)random.Next(4) };
    }

    private static decimal Value(V1.Decimal? value) => value is null ? 0 : value.Units / (decimal)Domain.Money.PowerOfTen.Of((int)value.Scale);
}
