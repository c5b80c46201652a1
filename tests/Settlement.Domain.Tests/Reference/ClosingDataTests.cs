using System.Text;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Tests.Reference;

public sealed class ClosingDataTests
{
    private static readonly ClosingData Data = ClosingData.Of(
        [new PublishedPrice("B", 2.50m), new PublishedPrice("A", -1m)],
        [new ControlTotal("B", null, 1, null, null), new ControlTotal(null, 5, null, Amount.FromDecimal(7), Amount.FromDecimal(70.25m))],
        [new CashFlow("P02", "A", "USD", default, Amount.FromDecimal(3)), new CashFlow("P01", "A", "USD", Amount.FromDecimal(0.01m), default)]);

    [Fact]
    public void The_document_is_sorted_without_trailing_zeros_and_is_read_back_to_the_same()
    {
        var document = ClosingDocument.Write(Data);
        Assert.Equal(
            """{"publishedPrices":[{"instrument":"A","price":-1},{"instrument":"B","price":2.5}],"controlTotals":[{"trades":5,"quantity":7,"value":70.25},{"instrument":"B","busts":1}],"flows":[{"participant":"P01","account":"A","currency":"USD","deposit":0.01,"withdrawal":0},{"participant":"P02","account":"A","currency":"USD","deposit":0,"withdrawal":3}]}""",
            Encoding.UTF8.GetString(document));
        Assert.Equal(document, ClosingDocument.Write(ClosingDocument.Read(document)));
        Assert.Equal(Data.Hash, ClosingDocument.Read(document).Hash);
    }

    [Fact]
    public void Nothing_is_a_document_too()
    {
        Assert.Equal("""{"publishedPrices":[],"controlTotals":[],"flows":[]}""", Encoding.UTF8.GetString(ClosingDocument.Write(ClosingData.Empty)));
        Assert.NotEqual(ClosingData.Empty.Hash, Data.Hash);
    }

    [Fact]
    public void What_the_market_does_not_have_or_cannot_be_is_told_at_once()
    {
        var market = new MarketReference
        {
            Market = "TEST",
            Accounts = [new Account("P01", "A")],
            Instruments = [new MarketInstrument { Symbol = "A", Currency = "USD", PriceScale = 0, QuantityScale = 0, Tick = 1, Multiplier = 1, Tiers = [] }],
        };
        var closing = ClosingData.Of(
            [new PublishedPrice("A", 1.5m), new PublishedPrice("Z", 1m), new PublishedPrice("Z", 1m)],
            [new ControlTotal("Z", 1, null, null, null)],
            [new CashFlow("P01", "A", "usd", Amount.FromDecimal(-1), default), new CashFlow("P02", "A", "USD", default, default)]);

        var error = Assert.Throws<ReferenceException>(() => ClosingCheck.ThrowIfInvalid(market, closing));

        Assert.Equal(
            [
                "published price of 'A': 1.5 has more than 0 decimals", "published price of unknown instrument 'Z'", "published price of unknown instrument 'Z'", "control totals of unknown instrument 'Z'",
                "deposit or withdrawal of 'P01/A': 'usd' is not an ISO 4217 code", "deposit or withdrawal of 'P01/A' is negative", "deposit or withdrawal of unknown account 'P02/A'",
                "published price of Z is there twice",
            ],
            error.Problems);
        ClosingCheck.ThrowIfInvalid(market, ClosingData.Empty);
    }
}
