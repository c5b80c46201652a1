using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Settle;

public sealed class CanonicalRowsTests
{
    private readonly ReferenceData _reference = TestMarket.Of(TestMarket.Gold(), Opening.Net(0, 0, 5), Opening.Net(1, 0, -5));

    [Fact]
    public void Rows_are_the_documented_text_and_the_digest_is_its_SHA256()
    {
        var result = Books.Close(_reference, Trade(1, 13250, 2, 0, 2), Trade(2, 13246, 4, 2, 1, second: 600)).Result();
        var writer = new ArrayBufferWriter<byte>();
        CanonicalRows.Write(writer, result);
        // The day's VWAP is (2 × 1325.0 + 4 × 1324.6) / 6 = 1324.733333, on the grid 1324.7.
        Assert.Equal(
            $"""
            run|TEST|2013-10-08|1|{_reference.Hash}|{ClosingData.Empty.Hash}|2|0
            price|GCZ3|Future|USD|1324.7||DayVwap|1324.733333|||2|6|2|6|9
            position|P01|A|GCZ3|USD|5|0|2|0|7|0|265000|0|0|-260|-260|0|0|0
            position|P02|A|GCZ3|USD|0|5|0|4|0|9|0|529840|0|160|160|0|0|0
            position|P03|A|GCZ3|USD|0|0|4|2|2|0|529840|265000|80|20|100|0|0|0
            funds|P01|A|USD|0|0|0|0|-260|0|0|-260|-260|-260|
            funds|P02|A|USD|0|0|0|0|160|0|0|160|160|160|0
            funds|P03|A|USD|0|0|0|0|100|0|0|100|100|100|0
            journal|CCP|GCZ3|VariationMargin|USD|260|0
            journal|CCP|GCZ3|VariationMargin|USD|0|260
            journal|P01/A|GCZ3|VariationMargin|USD|260|0
            journal|P02/A|GCZ3|VariationMargin|USD|0|160
            journal|P03/A|GCZ3|VariationMargin|USD|0|100

            """,
            Encoding.ASCII.GetString(writer.WrittenSpan));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(writer.WrittenSpan)), result.Digest);
    }

    [Fact]
    public void Digest_depends_neither_on_the_order_of_rows_nor_on_the_form_of_decimals()
    {
        var result = Books.Close(_reference, Trade(1, 13250, 2, 0, 2), Trade(2, 13246, 4, 2, 1)).Result();
        var other = result with
        {
            Positions = [.. result.Positions.Reverse().Select(static p => p with { OpeningLong = p.OpeningLong + 0.000m, ClosingLong = p.ClosingLong * 1.0m })],
            Journal = [.. result.Journal.Reverse()],
            Prices = [.. result.Prices.Select(static p => p with { Price = p.Price + 0.0000m })],
            Digest = "",
        };
        Assert.Equal(result.Digest, CanonicalRows.DigestOf(other));
    }

    [Fact]
    public void Digest_tells_every_changed_figure()
    {
        var result = Books.Close(_reference, Trade(1, 13250, 2, 0, 2)).Result();
        var position = result.Positions[0];
        SettlementResult[] changed =
        [
            result with { Key = result.Key with { Revision = 2 } },
            result with { ReferenceHash = "0" },
            result with { ClosingHash = "0" },
            result with { TradeCount = 3 },
            result with { BustCount = 1 },
            result with { Prices = [result.Prices[0] with { OpenInterest = 1 }] },
            result with { Positions = [position with { PositionProfit = position.PositionProfit + new Domain.Money.Amount(1) }, .. result.Positions.Skip(1)] },
            result with { Positions = [.. result.Positions.Skip(1)] },
            result with { Positions = [position with { Fees = new Domain.Money.Amount(1) }, .. result.Positions.Skip(1)] },
            result with { Funds = [result.Funds[0] with { RiskRatio = 0.0001m }, .. result.Funds.Skip(1)] },
            result with { Funds = [.. result.Funds.Skip(1)] },
            result with { Deliveries = [Delivery(DeliveryInstruction.CashOnly)] },
            result with { Deliveries = [Delivery(DeliveryInstruction.QuantityOnly)] },
            result with { Journal = [.. result.Journal.Skip(1)] },
        ];
        Assert.All(changed, c => Assert.NotEqual(result.Digest, CanonicalRows.DigestOf(c)));
        Assert.Equal(changed.Length, changed.Select(CanonicalRows.DigestOf).Distinct().Count());
    }

    [Fact]
    public void Positions_are_ordered_by_participant_then_account_as_the_database_does()
    {
        Account[] accounts = [new("P", "A"), new("P-1", "A"), new("P1", "A")];
        var reference = new ReferenceData(
            TestMarket.Name, TestMarket.Day, [TestMarket.Gold()], accounts.OrderBy(static a => a.ToString(), StringComparer.Ordinal), [Opening.Net(0, 0, 1), Opening.Net(1, 0, 1), Opening.Net(2, 0, -2)]);
        var result = Books.Close(new Domain.Book.PartitionBook(reference, 0, 0)).Result();
        Assert.Equal(["P", "P-1", "P1"], result.Positions.Select(static p => p.Participant));
    }

    [Fact]
    public void Key_of_another_day_is_refused()
    {
        var book = Domain.Book.DayBook.OfStore(_reference);
        Assert.Throws<ArgumentException>(() => DayClose.Settle(Books.Key with { TradingDay = TestMarket.Day.AddDays(1) }, book, ClosingData.Empty, null));
        Assert.Throws<ArgumentException>(() => DayClose.Settle(Books.Key with { Market = "OTHER" }, book, ClosingData.Empty, null));
    }

    private static DeliveryRow Delivery(DeliveryInstruction instruction) => new()
    {
        Participant = "P01",
        Instrument = "AAA",
        Currency = "USD",
        ValueDate = TestMarket.Day,
        Quantity = 1,
        Cash = default,
        Instruction = instruction,
    };
}
