using System.Text;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;

namespace Settlement.Domain.Tests.Reference;

public sealed class ReferenceDataTests
{
    [Fact]
    public void Every_contradiction_is_reported_at_once()
    {
        var wrong = TestMarket.Gold() with { Symbol = "G|Z", Currency = "usd", PriceScale = 9, QuantityScale = 2, Tick = 0, Multiplier = -1, Tiers = [] };
        var window = TestMarket.Gold(new PriceTier(PriceTierKind.WindowVwap, 5, 5)) with { Symbol = "GZ", PreviousSettlement = null };
        var error = Assert.Throws<ReferenceException>(() => new ReferenceData(
            "", TestMarket.Day, [wrong, window], [new("P2", "A"), new("P1", "A"), new("P1", "A")], [new(0, 1, 3, 0), new(0, 1, 3, 0), new(9, 0, 1, 0), new(1, 1, 0, 0)]));
        Assert.Equal(
            [
                "market '' is not a name",
                "instrument 'GZ' is not in ordinal order",
                "account 'P1/A' is not in ordinal order",
                "account 'P1/A' is there twice",
                "instrument 'G|Z': the symbol is not a name",
                "instrument 'G|Z': currency 'usd' is not an ISO 4217 code",
                "instrument 'G|Z': scales of price, quantity and multiplier must be 0 to 9 each and 10 at most together",
                "instrument 'G|Z': the tick must be more than zero",
                "instrument 'G|Z': the multiplier must be more than zero",
                "instrument 'G|Z': at least one settlement-price tier is needed",
                "instrument 'GZ': a window must end after it starts",
                "opening position of P2/A in GZ is there twice or out of order",
                "opening position of unknown account 9 or instrument 0",
                "opening position of P1/A in GZ is zero",
                "instrument 'GZ': opening positions sum to 6, not to zero",
                "instrument 'GZ': carried positions need a previous settlement price",
            ],
            error.Problems);
    }

    [Fact]
    public void Document_is_read_back_to_the_same_data_and_hash()
    {
        var reference = TestMarket.Mixed();
        var document = ReferenceDocument.Write(reference);
        var back = ReferenceDocument.Read(document);
        Assert.Equal(document, ReferenceDocument.Write(back));
        Assert.Equal(reference.Hash, back.Hash);
        Assert.Equal(reference.Hash, ReferenceDocument.HashOf(document));
        Assert.NotEqual(reference.Hash, TestMarket.Of(TestMarket.Gold()).Hash);
    }

    [Theory]
    [InlineData("P01", "A", true)]
    [InlineData("P01", "B", false)]
    [InlineData("P01/A", "", false)]
    [InlineData("", "P01/A", false)]
    [InlineData("P0", "1/A", false)]
    public void Account_is_found_by_participant_and_name_together(string participant, string name, bool found)
    {
        var isFound = TestMarket.Mixed().TryFindAccount(Encoding.ASCII.GetBytes(participant), Encoding.ASCII.GetBytes(name), out var index);
        Assert.Equal(found, isFound);
        if (found)
            Assert.Equal(0, index);
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        var reference = TestMarket.Mixed();
        Find(reference);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Find(reference);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Find(ReferenceData reference)
    {
        Assert.True(reference.TryFindInstrument("BBB"u8, out _));
        Assert.True(reference.TryFindAccount("P06"u8, "A"u8, out _));
        Assert.False(reference.TryFindInstrument("NONE"u8, out _));
    }
}
