using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Settle.DeliveryInstruction;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Settle;

/// <summary>Cash instruments: netted per participant and delivered against payment.</summary>
public sealed class DeliveryTests
{
    private static readonly DateOnly ValueDate = TestMarket.Day.AddDays(3);

    [Fact]
    public void Participant_ends_with_one_net_quantity_and_cash_over_accounts_and_counterparties()
    {
        var result = Close(Trade(1, 1000, 10, 0, 2), Trade(2, 1010, 4, 2, 1), Trade(3, 990, 6, 1, 3));
        Assert.Equal(
            [("P1", ReceiveVersusPayment, 12m, -119m), ("P2", DeliverVersusPayment, -12m, 119m)],
            result.Deliveries.Select(static d => (d.Participant, d.Instruction, d.Quantity, d.Cash.ToDecimal())));
        Assert.All(result.Deliveries, static d => Assert.Equal(("AAPL", "USD", ValueDate), (d.Instrument, d.Currency, d.ValueDate)));
    }

    [Theory]
    [InlineData(1000, 5, 1000, 3, ReceiveVersusPayment, "2", "-20")]
    [InlineData(1000, 3, 1000, 5, DeliverVersusPayment, "-2", "20")]
    [InlineData(1000, 5, 2000, 3, ReceiveWithCash, "2", "10")]
    [InlineData(2000, 3, 1000, 5, DeliverWithPayment, "-2", "-10")]
    [InlineData(1000, 5, 1001, 5, CashOnly, "0", "0.05")]
    [InlineData(1000, 6, 2000, 3, QuantityOnly, "3", "0")]
    public void Every_kind_of_net_has_its_instruction(long buyPrice, long buys, long sellPrice, long sells, DeliveryInstruction instruction, string quantity, string cash)
    {
        var result = Close(Trade(1, buyPrice, buys, 0, 2), Trade(2, sellPrice, sells, 2, 0));
        var row = result.Deliveries.Single(static d => d.Participant == "P1");
        Assert.Equal((instruction, Number(quantity), Number(cash)), (row.Instruction, row.Quantity, row.Cash.ToDecimal()));
        Assert.Equal((-row.Quantity, -row.Cash), result.Deliveries.Where(static d => d.Participant == "P2").Select(static d => (d.Quantity, d.Cash)).Single());
    }

    [Fact]
    public void Nothing_is_instructed_where_nothing_is_left()
    {
        var result = Close(Trade(1, 1000, 5, 0, 1), Trade(2, 1000, 5, 2, 4), Trade(3, 1000, 5, 4, 2));
        Assert.Empty(result.Deliveries);
        Assert.DoesNotContain(result.Journal, static j => j.Kind == JournalKind.DeliveryCash);
        Assert.Equal(4, result.Positions.Count);
    }

    [Fact]
    public void Obligation_is_stated_per_account_without_profit_margin_or_price()
    {
        var result = Close(Trade(1, 1000, 10, 0, 2));
        var (buyer, seller) = (result.Positions[0], result.Positions[1]);
        Assert.Equal((10m, 0m, 0m, 10m), (buyer.ClosingLong, buyer.ClosingShort, seller.ClosingLong, seller.ClosingShort));
        Assert.All(result.Positions, static p => Assert.Equal((0m, 0m, 0m), (p.DayProfit.ToDecimal(), p.CloseProfit.ToDecimal(), p.LongMargin.ToDecimal() + p.ShortMargin.ToDecimal())));
        var price = Assert.Single(result.Prices);
        Assert.Equal((InstrumentKind.Cash, null, null, 1L, 10m, 0m), (price.Kind, price.Price, price.Tier, price.Trades, price.Volume, price.OpenInterest));
        Assert.Empty(result.Funds);
    }

    [Fact]
    public void Cash_of_deliveries_is_posted_per_participant_against_the_clearing_house()
    {
        var journal = Close(Trade(1, 1000, 10, 0, 2)).Journal;
        Assert.Equal(
            [("CCP", 0m, 100m), ("CCP", 100m, 0m), ("P1/", 100m, 0m), ("P2/", 0m, 100m)],
            journal.Select(static j => (j.Account, j.Debit.ToDecimal(), j.Credit.ToDecimal())).Order());
        Assert.All(journal, static j => Assert.Equal(JournalKind.DeliveryCash, j.Kind));
    }

    [Fact]
    public void What_is_delivered_is_not_carried_into_the_next_day()
    {
        Instrument[] instruments = [Share(), TestMarket.Gold()];
        var reference = new ReferenceData(TestMarket.Name, TestMarket.Day, instruments, Accounts, []);
        var closing = PredecessorClosing.Of(Books.Close(reference, Trade(1, 1000, 10, 0, 2), Trade(2, 13250, 3, 0, 2, 1)).Result());
        Assert.Equal([new ClosingPosition("P1", "A", "GCZ3", 3, 0), new ClosingPosition("P2", "A", "GCZ3", 0, 3)], closing.Rows);
    }

    [Fact]
    public void Delivery_that_does_not_net_to_zero_is_caught()
    {
        var figures = DayFigures.Of(Books.OfStore(Market(), Trade(1, 1000, 10, 0, 2)), ClosingData.Empty, null);
        Assert.True(DeliveryGates.DeliveryNetsToZero(figures).Passed);
        Assert.Equal("AAPL: quantity 10 and -100 USD are left over", DeliveryGates.DeliveryNetsToZero(figures with { Deliveries = [figures.Deliveries[0]] }).Evidence);
    }

    private static Account[] Accounts => [new("P1", "A"), new("P1", "B"), new("P2", "A"), new("P2", "B"), new("P3", "A")];

    private static Instrument Share() => TestMarket.Gold() with { Symbol = "AAPL", Kind = InstrumentKind.Cash, PriceScale = 2, Multiplier = 1, Tiers = [], PreviousSettlement = null, ValueDate = ValueDate };

    private static ReferenceData Market() => new(TestMarket.Name, TestMarket.Day, [Share()], Accounts, []);

    private static SettlementResult Close(params TradeRecord[] records) => Books.Close(Market(), records).Result();

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
