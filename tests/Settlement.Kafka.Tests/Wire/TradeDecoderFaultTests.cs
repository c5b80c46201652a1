using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Tests.Wire;

/// <summary>Bad records, in both formats: each is refused with the field, the value and the reason.</summary>
public sealed class TradeDecoderFaultTests
{
    public static TheoryData<TradeFormat> Formats => [TradeFormat.Json, TradeFormat.Protobuf];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Price_finer_than_instrument_is_refused(TradeFormat format) =>
        Refused(format, Venue.Trade() with { Price = 1323.45m }, "field price: 1323.45 has more decimals than the 1 of GCZ3");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Price_beyond_64_bits_is_refused(TradeFormat format) =>
        Refused(format, Venue.Trade() with { Price = 9223372036854775807m }, "field price: 9223372036854775807 does not fit into 64 bits with the 1 decimals of GCZ3");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Fraction_of_a_lot_is_refused(TradeFormat format) =>
        Refused(format, Venue.Trade() with { Quantity = 0.5m }, "field quantity: 0.5 has more decimals than the 0 of GCZ3");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Negative_quantity_is_refused(TradeFormat format) =>
        Refused(format, Venue.Trade() with { Quantity = -3m }, "field quantity: -3 is negative");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Unknown_instrument_is_refused(TradeFormat format) =>
        Refused(format, Venue.Trade() with { Instrument = "XXX" }, "field instrument: 'XXX' is not in the reference data");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Unknown_account_is_refused(TradeFormat format) =>
        Refused(format, Venue.Trade() with { Seller = new TradeLeg("P01", "B7") }, "field seller: 'P01/B7' is not in the reference data");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Name_that_holds_the_separator_is_refused(TradeFormat format) => Refused(
        format,
        Venue.Trade() with { Buyer = new TradeLeg("P01/A1", "x") },
        "field buyer.participant: 'P01/A1' is not a name of 1 to 64 printable ASCII characters without blank, '|' and '/'");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Trade_without_seller_is_refused(TradeFormat format) => Refused(format, Venue.Trade() with { Seller = null }, "field seller: is missing");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Trade_without_price_is_refused(TradeFormat format) => Refused(format, Venue.Trade() with { Price = null }, "field price: is missing");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Overlong_trade_id_is_refused(TradeFormat format) => Refused(
        format,
        Venue.Trade() with { TradeId = new string('x', 37) },
        "field tradeId: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' is not 1 to 36 bytes of printable ASCII");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Sequence_below_one_is_refused(TradeFormat format) => Refused(format, Venue.Trade(0) with { TradeId = "T" }, "field sequence: 0 is less than 1");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Negative_count_is_refused(TradeFormat format) =>
        Refused(format, Venue.EndOfSession(0, 0) with { Count = -1 }, "field count: -1 is negative");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Total_finer_than_an_amount_is_refused(TradeFormat format) =>
        Refused(format, Venue.EndOfSession(1, 0.00000000001m), "field quantity: 0.00000000001 has more decimals than the 10 of a total");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Record_without_value_is_refused(TradeFormat format) => Assert.Equal("the record has no value", Decoding.Fault([], format));

    [Theory]
    [InlineData("""{"price":true}""", "field price: is neither a string nor a number")]
    [InlineData("""{"price":"1,5"}""", "field kind: is missing")]
    [InlineData("""{"sequence":"1"}""", "field sequence: is not a number")]
    [InlineData("""{"sequence":1.5}""", "field sequence: 1.5 is not a whole number of 64 bits")]
    [InlineData("""{"executedAt":9223372036854775808}""", "field executedAt: 9223372036854775808 is not a whole number of 64 bits")]
    [InlineData("""{"kind":"trade"}""", "field kind: 'trade' is none of Trade, Bust, EndOfSession")]
    [InlineData("""{"kind":"Trade","kind":"Trade"}""", "field kind: is there twice")]
    [InlineData("""{"tradingDay":"2013-02-29"}""", "field tradingDay: '2013-02-29' is not a date as in 2013-10-08")]
    [InlineData("""{"tradingDay":"20131008"}""", "field tradingDay: '20131008' is not a date as in 2013-10-08")]
    [InlineData("""{"buyer":"P01"}""", "field buyer: is not an object")]
    [InlineData("""{"buyer":{"account":"A","account":"A"}}""", "field buyer.account: is there twice")]
    [InlineData("""{"buyer":{"effect":"Reopen"}}""", "field buyer.effect: 'Reopen' is none of Open, Close, CloseToday")]
    [InlineData("""{"seller":{"participant":7}}""", "field seller.participant: is not a string")]
    [InlineData("""{"tradeId":"\ud800"}""", "the record is not JSON: a text holds half of a surrogate pair, or bytes that are not UTF-8")]
    [InlineData("[]", "the record is not a JSON object")]
    public void Bad_json_member_is_refused(string json, string fault) => Assert.Equal(fault, Decoding.Fault(json));

    [Theory]
    [InlineData("")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1 ")]
    [InlineData("NaN")]
    public void Text_that_is_no_plain_decimal_is_refused_on_every_day(string price)
    {
        foreach (var day in new[] { "2013-10-08", "2013-10-09" })
            Assert.Equal($"field price: '{price}' is not a plain decimal number", Decoding.Fault(Json("\"" + price + "\"", day)));
    }

    [Fact]
    public void Number_with_exponent_is_refused() => Assert.Equal("field price: '1.3234e3' is not a plain decimal number", Decoding.Fault(Json("1.3234e3", "2013-10-08")));

    [Fact]
    public void Text_after_the_object_is_refused() => Assert.StartsWith("the record is not JSON: ", Decoding.Fault("{} {}"), StringComparison.Ordinal);

    [Fact]
    public void Cut_json_is_refused() => Assert.StartsWith("the record is not JSON: ", Decoding.Fault(Json("1", "2013-10-08")[..^1]), StringComparison.Ordinal);

    [Theory]
    [InlineData("0801", "field kind: is missing")]
    [InlineData("08010802", "field sequence: is there twice")]
    [InlineData("0A0131", "field sequence: has the wire type 2 of another type")]
    [InlineData("1004", "field kind: 4 is none of KIND_TRADE (1), KIND_BUST (2), KIND_END_OF_SESSION (3)")]
    [InlineData("208FFA04", "field tradingDay: 81167 is not a date as in 20131008")]
    [InlineData("32040802" + "0804", "field price.units: is there twice")]
    [InlineData("4A021804", "field buyer.effect: 4 is none of EFFECT_OPEN (1), EFFECT_CLOSE (2), EFFECT_CLOSE_TODAY (3)")]
    public void Bad_protobuf_field_is_refused(string hex, string fault) => Assert.Equal(fault, Decoding.Fault(Convert.FromHexString(hex), TradeFormat.Protobuf));

    [Fact]
    public void Cut_protobuf_is_refused_wherever_it_is_cut()
    {
        var whole = TradeEncoder.Encode(Venue.Trade(), TradeFormat.Protobuf);
        for (var length = 0; length < whole.Length; length++)
            Assert.NotEmpty(Decoding.Fault(whole[..length], TradeFormat.Protobuf));
    }

    [Fact]
    public void Decimal_of_more_than_18_decimals_is_refused() => Assert.Equal(
        "field quantity: '1e-19' is not a plain decimal number",
        Decoding.Fault(Convert.FromHexString("0801100320C0D9CC093A0408021013"), TradeFormat.Protobuf));

    [Fact]
    public void Fault_shows_long_and_strange_values_cut_and_without_control_characters()
    {
        var fault = Decoding.Fault("{\"kind\":\"a\\n" + new string('x', 200) + "\"}");

        Assert.True(fault.Length < 200, fault);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    private static void Refused(TradeFormat format, TradeMessage message, string fault) =>
        Assert.Equal(fault, Decoding.Fault(TradeEncoder.Encode(message, format), format));

    private static string Json(string price, string day) => $$$"""
        {"sequence":1,"kind":"Trade","tradeId":"T1","tradingDay":"{{{day}}}","instrument":"GCZ3","price":{{{price}}},"quantity":"1","executedAt":1,
        "buyer":{"participant":"P01","account":"A1"},"seller":{"participant":"P02","account":"B7"}}
        """;
}
