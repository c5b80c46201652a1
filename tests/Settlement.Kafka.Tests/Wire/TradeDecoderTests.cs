using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Wire;

public sealed class TradeDecoderTests
{
    public static TheoryData<TradeFormat> Formats => TradeDecoderFaultTests.Formats;

    [Theory]
    [MemberData(nameof(Formats))]
    public void Trade_is_resolved_against_the_reference_data(TradeFormat format)
    {
        var record = Decoding.Good(TradeEncoder.Encode(Venue.Trade(7), format), format);

        Assert.Equal(7, record.Sequence);
        Assert.Equal(TradeKind.Trade, record.Kind);
        Assert.Equal(Venue.Day.DayNumber, record.TradingDay);
        Assert.Equal("T7", record.TradeId.ToString());
        Assert.Equal((0, 13234, 2), (record.Instrument, record.Price, record.Quantity));
        Assert.Equal(1381190400000000007, record.ExecutedAt);
        Assert.Equal((0, 2), (record.Buyer, record.Seller));
        Assert.Equal((PositionEffect.Open, PositionEffect.None), (record.BuyerEffect, record.SellerEffect));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void End_of_session_carries_its_totals(TradeFormat format)
    {
        var record = Decoding.Good(TradeEncoder.Encode(Venue.EndOfSession(51288, 12_345_678_901.25m), format), format);

        Assert.Equal(TradeKind.EndOfSession, record.Kind);
        Assert.Equal((51289, 51288), (record.Sequence, record.Count));
        Assert.Equal((Int128)123_456_789_012_500_000_000m, record.TotalQuantity);
        Assert.Equal(-1, record.Instrument);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void End_of_an_empty_session_is_a_record(TradeFormat format) =>
        Assert.Equal(0, Decoding.Good(TradeEncoder.Encode(Venue.EndOfSession(0, 0), format), format).Count);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Record_of_another_day_needs_no_reference_data(TradeFormat format)
    {
        var message = Venue.Trade() with { TradingDay = new DateOnly(2013, 10, 9), Instrument = "NEW", Price = 1.123456789m, Buyer = new TradeLeg("P99", "Z") };

        var record = Decoding.Good(TradeEncoder.Encode(message, format), format);

        Assert.Equal(new DateOnly(2013, 10, 9).DayNumber, record.TradingDay);
        Assert.Equal((-1, -1, -1), (record.Instrument, record.Buyer, record.Seller));
        Assert.Equal("T1", record.TradeId.ToString());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Negative_and_zero_decimals_are_exact(TradeFormat format)
    {
        var message = Venue.Trade() with { Instrument = "SPREAD", Price = -0.05m, Quantity = 0.000m };

        var record = Decoding.Good(TradeEncoder.Encode(message, format), format);

        Assert.Equal((1, -5, 0), (record.Instrument, record.Price, record.Quantity));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Trailing_zeros_do_not_make_a_price_too_fine(TradeFormat format) =>
        Assert.Equal(13230, Decoding.Good(TradeEncoder.Encode(Venue.Trade() with { Price = 1323.000m }, format), format).Price);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decoding_good_records_allocates_nothing(TradeFormat format)
    {
        byte[][] values = [TradeEncoder.Encode(Venue.Trade(), format), TradeEncoder.Encode(Venue.EndOfSession(3, 4.5m), format)];
        var decoder = TradeDecoder.For(format);
        var allocated = 0L;

        // The first round pays for what is made once per process.
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var good = 0;
            for (var i = 0; i < 1000; i++)
            {
                TradeRecord record = default;
                good += decoder.TryDecode(values[i & 1], Venue.Reference, ref record, out _) ? 1 : 0;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(1000, good);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Both_formats_have_the_same_fingerprint()
    {
        foreach (var message in new[] { Venue.Trade(), Venue.Trade(2) with { Kind = TradeKind.Bust, Price = -1.10m }, Venue.EndOfSession(2, 4m) })
        {
            var json = Decoding.Good(TradeEncoder.Encode(message, TradeFormat.Json), TradeFormat.Json);
            var protobuf = Decoding.Good(TradeEncoder.Encode(message, TradeFormat.Protobuf), TradeFormat.Protobuf);

            Assert.Equal(Fingerprint.Of(json), Fingerprint.Of(protobuf));
        }
    }

    [Fact]
    public void Json_members_may_come_in_any_order_with_unknown_ones_escapes_and_numbers()
    {
        var record = Decoding.Good("""
            { "seller" : {"effect":null,"account":"B7","desk":[1,{"x":2}],"participant":"P02"}, "executedAt":1381190400000000001, "quantity":2,
              "venue":{"kind":"Bust"}, "price":1323.40, "instrument":"GC\u005a3", "buyer":{"participant":"P01","account":"\u0041\u0031","effect":"Open"},
              "tradingDay":"2013-10-08", "count":null, "tradeId":"T1", "k\u0069nd":"Trade", "sequence":1 }
            """);

        Assert.Equal(Fingerprint.Of(Decoding.Good(TradeEncoder.Encode(Venue.Trade(), TradeFormat.Protobuf), TradeFormat.Protobuf)), Fingerprint.Of(record));
    }

    [Fact]
    public void Digits_beyond_binary_floating_point_are_kept()
    {
        var json = """
            {"sequence":9007199254740993,"kind":"Trade","tradeId":"T","tradingDay":"2013-10-08","instrument":"SPREAD","price":90071992547409.93,"quantity":"0.001",
            "executedAt":9223372036854775807,"buyer":{"participant":"P01","account":"A1"},"seller":{"participant":"P02","account":"A1"}}
            """;

        var record = Decoding.Good(json);

        Assert.Equal((9007199254740993, 9007199254740993, 1), (record.Sequence, record.Price, record.Quantity));
        Assert.Equal(long.MaxValue, record.ExecutedAt);
    }
}
