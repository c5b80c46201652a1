using Settlement.Domain.Gates;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Settle;

/// <summary>Margin and the accounts' money.</summary>
public sealed class FundsTests
{
    [Theory]
    [InlineData(MarginBasis.Gross, "10600", "6625")]
    [InlineData(MarginBasis.Net, "5300", "0")]
    public void Margin_is_taken_on_each_side_or_on_the_net(MarginBasis basis, string longMargin, string shortMargin)
    {
        // Settled at 1325.0 × 100: 4 long at 2 %, 2 short at 2.5 %.
        var instrument = TestMarket.Gold() with { Keeping = PositionKeeping.Gross, Margin = new MarginRule(basis, Rate.ByMoney(0.02m), Rate.ByMoney(0.025m)) };
        var row = Books.Close(TestMarket.Of(instrument, new Opening(0, 0, 2, 2), new Opening(1, 0, 2, 2)), Trade(1, 13250, 2)).Result().Positions[0];
        Assert.Equal((Number(longMargin), Number(shortMargin)), (row.LongMargin.ToDecimal(), row.ShortMargin.ToDecimal()));
    }

    [Fact]
    public void Margin_per_lot_is_rounded_half_up_to_the_minor_unit()
    {
        var instrument = TestMarket.Gold() with { Currency = "JPY", Margin = new MarginRule(MarginBasis.Gross, Rate.PerLot(0.5m), Rate.PerLot(0.499m)) };
        var result = Books.Close(TestMarket.Of(instrument), Trade(1, 13250, 3)).Result();
        Assert.Equal([(2m, 0m), (0m, 1m)], result.Positions.Select(static p => (p.LongMargin.ToDecimal(), p.ShortMargin.ToDecimal())));
    }

    [Fact]
    public void Margin_of_a_negative_price_is_taken_on_its_magnitude()
    {
        var instrument = TestMarket.Gold() with { PreviousSettlement = null, Margin = new MarginRule(MarginBasis.Gross, Rate.ByMoney(0.1m), Rate.ByMoney(0.1m)) };
        Assert.Equal([10m, 10m], Books.Close(TestMarket.Of(instrument), Trade(1, -10, 1)).Result().Positions.Select(static p => p.LongMargin.ToDecimal() + p.ShortMargin.ToDecimal()));
    }

    [Fact]
    public void Only_the_larger_side_of_a_product_is_charged_over_all_its_contracts()
    {
        var rule = new MarginRule(MarginBasis.LargerSide, Rate.PerLot(10), Rate.PerLot(10));
        Instrument[] instruments =
        [
            TestMarket.Gold() with { Symbol = "IF1", Product = "IF", Margin = rule },
            TestMarket.Gold() with { Symbol = "IF2", Product = "IF", Margin = rule },
            TestMarket.Gold() with { Symbol = "OTHER", Margin = rule },
        ];
        var reference = new ReferenceData(TestMarket.Name, TestMarket.Day, instruments, TestMarket.Accounts(4), []);
        var result = Books.Close(reference, Trade(1, 13250, 3, 0, 1, 0), Trade(2, 13250, 2, 1, 0, 1), Trade(3, 13250, 1, 1, 0, 2), Trade(4, 13250, 1, 2, 3, 0), Trade(5, 13250, 1, 3, 2, 1)).Result();
        // P01 is long 3 IF1 and short 2 IF2, so its shorts of IF are free; OTHER is another product. P03 has 1 on each side: the long one is charged.
        Assert.Equal(
            [("P01", "IF1", 30m, 0m), ("P01", "IF2", 0m, 0m), ("P01", "OTHER", 0m, 10m), ("P02", "IF1", 0m, 30m), ("P02", "IF2", 0m, 0m), ("P02", "OTHER", 10m, 0m),
                ("P03", "IF1", 10m, 0m), ("P03", "IF2", 0m, 0m), ("P04", "IF1", 0m, 0m), ("P04", "IF2", 10m, 0m)],
            result.Positions.Select(static p => (p.Participant, p.Instrument, p.LongMargin.ToDecimal(), p.ShortMargin.ToDecimal())));
        Assert.Equal([40m, 40m, 10m, 10m], result.Funds.Select(static f => f.Margin.ToDecimal()));
    }

    [Fact]
    public void Reserve_follows_from_opening_margin_profit_flows_and_fees_and_the_journal_says_the_same()
    {
        var margin = new MarginRule(MarginBasis.Gross, Rate.PerLot(100), Rate.PerLot(100));
        var fees = new FeeTable([new FeeSchedule(Rate.PerLot(1), default, default)], [[0]], []);
        var reference = new ReferenceData(
            TestMarket.Name, TestMarket.Day, [TestMarket.Gold() with { Margin = margin }], TestMarket.Accounts(2), [Opening.Net(0, 0, 5), Opening.Net(1, 0, -5)], [new OpeningFunds(0, "USD", Money(2000), Money(400))], fees);
        var closing = ClosingData.Empty with { Flows = [new CashFlow("P01", "A", "USD", Money(300), Money(70)), new CashFlow("P02", "A", "EUR", Money(9), Amount.Zero)] };
        var result = Books.Close(reference, closing, Trade(1, 13250, 2, 1, 0)).Result();
        // Settled at 1325.0, 0.1 below the day before: 5 × 100 × -0.1 = -50; 3 lots are left.
        var row = result.Funds[0];
        Assert.Equal((2000m, 400m, 300m, 70m, -50m, 2m, 300m), (Dec(row.OpeningReserve), Dec(row.OpeningMargin), Dec(row.Deposits), Dec(row.Withdrawals), Dec(row.DayProfit), Dec(row.Fees), Dec(row.Margin)));
        Assert.Equal((2278m, 2578m, 2278m, 0.1164m), (Dec(row.Reserve), Dec(row.Equity), Dec(row.Available), row.RiskRatio!.Value));
        Assert.Equal([("P02", "EUR", 9m), ("P02", "USD", -252m)], result.Funds.Skip(1).Select(static f => (f.Participant, f.Currency, f.Reserve.ToDecimal())));
        foreach (var funds in result.Funds)
        {
            var account = $"{funds.Participant}/{funds.Account}";
            var posted = result.Journal.Where(j => j.Account == account && j.Currency == funds.Currency).Sum(static j => j.Credit.ToDecimal() - j.Debit.ToDecimal());
            var tied = result.Journal.Where(j => j.Account == account + "/margin" && j.Currency == funds.Currency).Sum(static j => j.Credit.ToDecimal() - j.Debit.ToDecimal());
            Assert.Equal((Dec(funds.Reserve - funds.OpeningReserve), Dec(funds.Margin - funds.OpeningMargin)), (posted, tied));
        }

        Assert.Contains(result.Journal, static j => j is { Account: "BANK", Kind: JournalKind.Deposit, Currency: "USD", Instrument: "" } && j.Debit.ToDecimal() == 300);
        Assert.Contains(result.Journal, static j => j is { Account: "BANK", Kind: JournalKind.Withdrawal } && j.Credit.ToDecimal() == 70);
    }

    [Theory]
    [InlineData(500, 1000, "0.5")]
    [InlineData(1, 3, "0.3333")]
    [InlineData(2, 3, "0.6667")]
    [InlineData(1, 20000, "0.0001")]
    [InlineData(1, 20001, "0")]
    [InlineData(3, 2, "1.5")]
    [InlineData(1, 0, null)]
    [InlineData(1, -5, null)]
    public void Risk_ratio_is_margin_over_equity_half_up_and_absent_without_equity(long margin, long equity, string? ratio)
    {
        var funds = new AccountFunds { Currency = "USD", OpeningReserve = new Amount(equity), Margin = new Amount(margin) };
        Assert.Equal(ratio is null ? null : Number(ratio), funds.RiskRatio);
    }

    [Fact]
    public void Currencies_are_never_mixed()
    {
        Instrument[] instruments = [TestMarket.Gold() with { Symbol = "A", Currency = "EUR" }, TestMarket.Gold() with { Symbol = "B" }];
        var reference = new ReferenceData(TestMarket.Name, TestMarket.Day, instruments, TestMarket.Accounts(3), []);
        var result = Books.Close(reference, Trade(1, 13250, 1), Trade(2, 13260, 1, 0, 2), Trade(3, 13100, 1, instrument: 1), Trade(4, 13200, 3, 0, 2, 1)).Result();
        foreach (var funds in result.Funds)
            Assert.Equal(result.Positions.Where(p => p.Participant == funds.Participant && p.Currency == funds.Currency).Sum(static p => p.DayProfit.ToDecimal()), funds.DayProfit.ToDecimal());
        Assert.Equal(["EUR", "USD"], result.Funds.Select(static f => f.Currency).Distinct());
        Assert.All(result.Journal.GroupBy(static j => (j.Currency, j.Kind)), static g => Assert.Equal(g.Sum(static j => j.Debit.ToDecimal()), g.Sum(static j => j.Credit.ToDecimal())));
    }

    [Fact]
    public void Deposit_of_an_unknown_account_blocks_instead_of_getting_lost()
    {
        var closing = ClosingData.Empty with { Flows = [new CashFlow("P09", "X", "USD", Money(1), Amount.Zero)] };
        var outcome = Books.Close(TestMarket.Of(TestMarket.Gold()), closing, Trade(1, 13250, 1));
        Assert.Equal("P09/X: has a deposit or withdrawal in USD, but is not in the reference data", outcome.Gates.Single(static g => !g.Passed).Evidence);
    }

    [Fact]
    public void Money_too_large_to_state_blocks_the_run_instead_of_crashing_it()
    {
        var large = Amount.FromDecimal(7_000_000_000_000_000_000m);
        var reference = new ReferenceData(TestMarket.Name, TestMarket.Day, [TestMarket.Gold()], TestMarket.Accounts(2), [], [new OpeningFunds(0, "USD", large, large)]);
        var outcome = Books.Close(reference, ClosingData.Empty);
        Assert.Equal((Gate.FundsCarry, "P01/A in USD: the amounts are too large to state"), outcome.Gates.Where(static g => !g.Passed).Select(static g => (g.Gate, g.Evidence)).Single());
    }

    [Fact]
    public void Forged_funds_are_caught_per_account_and_in_total()
    {
        var figures = DayFigures.Of(Books.OfStore(TestMarket.Of(TestMarket.Gold()), Trade(1, 13250, 1), Trade(2, 13260, 1, 0, 2)), ClosingData.Empty, null);
        AccountFunds[] rows = [figures.Funds.Rows[0] with { DayProfit = figures.Funds.Rows[0].DayProfit + new Amount(1) }, figures.Funds.Rows[1]];
        Assert.Equal(
            "USD: equity of all accounts changed by 0.0000000001, deposits less withdrawals are 0, fees 0", FundsGates.FundsCarry(figures with { Funds = new DayFunds(rows, []) }).Evidence);
    }

    private static Amount Money(decimal value) => Amount.FromDecimal(value);

    private static decimal Dec(Amount value) => value.ToDecimal();

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
