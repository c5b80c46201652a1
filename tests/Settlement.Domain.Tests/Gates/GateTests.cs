using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Gates;

public sealed class GateTests
{
    private static readonly ReferenceData Reference = TestMarket.Of(TestMarket.Gold(), Opening.Net(0, 0, 5), Opening.Net(1, 0, -5));

    [Fact]
    public void Every_gate_is_evaluated_once_in_order_with_evidence()
    {
        var outcome = Books.Close(Reference, Trade(1, 13250, 2));
        Assert.True(outcome.Passed);
        Assert.Equal(Enum.GetValues<Gate>(), outcome.Gates.Select(static g => g.Gate));
        Assert.All(outcome.Gates, static g => Assert.NotEmpty(g.Evidence));
    }

    [Fact]
    public void Hole_blocks_the_run_and_is_named() =>
        AssertBlocked(
            Gate.NoSequenceHole, "partition 0: 2..3, 5 missing", Books.Close(Reference, Trade(1, 13250, 2), Trade(4, 13250, 1), Trade(6, 13250, 1)));

    [Fact]
    public void Hole_that_only_the_end_of_session_tells_of_blocks_the_run()
    {
        var outcome = Books.Close(Reference, Trade(1, 13250, 2), EndOfSession(4, 3, 0));
        AssertBlocked(Gate.NoSequenceHole, "partition 0: 2..3 missing", outcome);
    }

    [Fact]
    public void Conflict_blocks_the_run_and_is_named() =>
        AssertBlocked(
            Gate.NoSequenceConflict,
            "partition 0: 1 numbers used for two different records: 1 (offset 1)",
            Books.Close(Reference, Trade(1, 13250, 2), Trade(1, 13250, 3)));

    [Fact]
    public void Wrong_count_of_the_end_of_session_blocks_the_run()
    {
        var outcome = Books.Close(Reference, Trade(1, 13250, 2), EndOfSession(3, 1, 2 * PowerOfTen.Of(10)), Trade(2, 13250, 1));
        AssertBlocked(Gate.ControlTotals, "its end of session counts 1 trades and busts, 2 were folded", outcome);
    }

    [Fact]
    public void Wrong_quantity_of_the_end_of_session_blocks_the_run()
    {
        var outcome = Books.Close(Reference, Trade(1, 13250, 2), EndOfSession(2, 1, 3 * PowerOfTen.Of(10)));
        AssertBlocked(Gate.ControlTotals, "partition 0: its end of session states quantity 3, 2 was folded", outcome);
    }

    [Fact]
    public void Control_totals_count_busts_and_leave_the_busted_quantity_in()
    {
        var trade = Trade(1, 13250, 2);
        Assert.True(Books.Close(Reference, trade, Bust(2, trade), EndOfSession(3, 2, 2 * PowerOfTen.Of(10))).Passed);
    }

    [Fact]
    public void Records_after_the_end_of_session_are_not_among_its_control_totals()
    {
        var trade = Trade(1, 13250, 2);
        var late = Books.Close(Reference, trade, EndOfSession(2, 1, 2 * PowerOfTen.Of(10)), Trade(3, 13250, 4), Bust(4, trade));
        Assert.True(late.Passed);
        Assert.Equal((2L, 1L, 4m), (late.Result!.TradeCount, late.Result.BustCount, late.Result.Prices.Single().Volume));
        // A missing number below the end that comes after it is still the session's own.
        Assert.True(Books.Close(Reference, Trade(2, 13250, 1), EndOfSession(3, 2, 3 * PowerOfTen.Of(10)), trade).Passed);
        AssertBlocked(Gate.ControlTotals, "counts 2 trades and busts, 1 were folded before it, and 1 after it", Books.Close(Reference, trade, EndOfSession(2, 2, 0), Trade(3, 13250, 4)));
    }

    [Fact]
    public void Opening_that_is_not_the_closing_of_the_day_before_blocks_the_run()
    {
        var predecessor = new PredecessorClosing(
            new RunKey("TEST", TestMarket.Day.AddDays(-1), 1),
            "d1",
            [new("P01", "A", "GCZ3", 4, 0), new("P02", "A", "GCZ3", 0, 5), new("P03", "A", "GCZ3", 1, 0), new("P04", "A", "GONE", 0, 0)],
            [new("P04", "A", "USD", new Amount(1), Amount.Zero), new("P01", "A", "EUR", Amount.Zero, Amount.Zero)]);
        var outcome = DayClose.Settle(Books.Key, Books.OfStore(Reference), ClosingData.Empty, predecessor);
        AssertBlocked(Gate.OpeningCarried, "P01/A in GCZ3: opens with 5 long, 0 short, closed with 4 long, 0 short; P03/A in GCZ3: opens with 0 long, 0 short, closed with 1 long, 0 short; "
            + "P04/A in USD: opens with reserve 0, margin 0, closed with reserve 0.0000000001, margin 0", outcome);
    }

    [Fact]
    public void Closing_of_one_day_opens_the_next()
    {
        var first = Books.Close(Reference, Trade(1, 13250, 2, 2, 0)).Result();
        var openings = first.Positions.Select(static (p, i) => new Opening(i, 0, (long)p.ClosingLong, (long)p.ClosingShort)).Where(static o => o.Quantity != 0);
        var funds = first.Funds.Select(static (f, i) => new OpeningFunds(i, f.Currency, f.Reserve, f.Margin));
        var next = new ReferenceData(TestMarket.Name, TestMarket.Day.AddDays(1), Reference.Instruments, Reference.Accounts, openings, funds);
        var outcome = DayClose.Settle(Books.Key with { TradingDay = next.TradingDay }, DayBook.OfStore(next), ClosingData.Empty, PredecessorClosing.Of(first));
        Assert.Contains($"3 opening positions and 2 opening funds are the closing ones of {first.Key}, digest {first.Digest}", outcome.Gates.Single(static g => g.Gate == Gate.OpeningCarried).Evidence, StringComparison.Ordinal);
        Assert.True(outcome.Passed);
    }

    [Fact]
    public void Amount_beyond_what_money_can_hold_blocks_the_run_instead_of_crashing_it()
    {
        var huge = TestMarket.Gold(new PriceTier(PriceTierKind.PreviousSettlement)) with { Multiplier = long.MaxValue, PreviousSettlement = long.MaxValue };
        var reference = TestMarket.Of(huge, Opening.Net(0, 0, 1_000_000), Opening.Net(1, 0, -1_000_000));
        AssertBlocked(Gate.ProfitFormsAgree, "P01/A in GCZ3: the amounts are too large to compute", Books.Close(reference, Trade(1, 1, 1, 0, 1)));
    }

    [Fact]
    public void Gates_of_the_trade_store_say_that_it_has_no_sequence()
    {
        var outcome = DayClose.Settle(Books.Key, Books.OfStore(Reference, Trade(9, 13250, 2)), ClosingData.Empty, null);
        Assert.True(outcome.Passed);
        Assert.All(outcome.Gates.Take(4), static g => Assert.StartsWith("trade store", g.Evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void Forged_figures_are_caught_by_the_gates_on_money()
    {
        var figures = DayFigures.Of(Books.OfStore(Reference, Trade(1, 13250, 2)), ClosingData.Empty, null);
        var profits = figures.Profits.ToList();
        profits[0] = profits[0] with { Total = profits[0].Total + new Amount(1) };
        var forged = figures with { Profits = profits };
        Assert.Equal("GCZ3: 0.0000000001 USD left over", ProfitGates.ProfitZeroSum(forged).Evidence);
        Assert.False(ProfitGates.ProfitFormsAgree(forged).Passed);
        Assert.True(ProfitGates.JournalBalances(forged).Passed);
        var journal = JournalBuilder.Build(Reference, [profits[0]], [], []).Take(1).ToList();
        Assert.False(ProfitGates.JournalBalances(figures with { Journal = journal }).Passed);
        profits[1] = profits[1] with { ItemisedLong = 0, ItemisedShort = 0 };
        Assert.Contains("is not closing 0 units", PositionGates.PositionsCarry(forged).Evidence, StringComparison.Ordinal);
        var positions = figures.Positions.Skip(1).ToList();
        Assert.Equal("GCZ3: net -7", PositionGates.NetQuantityZero(figures with { Positions = positions }).Evidence);
        Assert.Contains("open interest 0 long, 7 short", PositionGates.PositionsCarry(figures with { Positions = positions }).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_interest_that_changed_by_more_than_the_volume_is_caught()
    {
        var figures = DayFigures.Of(Books.OfStore(Reference, Trade(1, 13250, 2)), ClosingData.Empty, null);
        Assert.True(HoldingGates.OpenInterestBounded(figures).Passed);
        var forged = figures with { Positions = [figures.Positions[0] with { Bought = 500 }, figures.Positions[1]] };
        Assert.Equal("GCZ3: open interest went from 5 to 505 with a volume of 2", HoldingGates.OpenInterestBounded(forged).Evidence);
    }

    [Fact]
    public void Books_of_one_partition_or_of_other_reference_data_cannot_be_merged()
    {
        var book = new PartitionBook(Reference, 0, 0);
        Assert.Throws<ArgumentException>(() => DayBook.Merge(Reference, [book, new PartitionBook(Reference, 0, 5)]));
        Assert.Throws<ArgumentException>(() => DayBook.Merge(TestMarket.Mixed(), [book]));
    }

    [Fact]
    public void Trade_store_takes_only_trades_and_busts_of_the_day()
    {
        var day = DayBook.OfStore(Reference);
        Assert.Throws<ArgumentException>(() => day.Fold(Trade(1, 1, 1).OnDay(1)));
        Assert.Throws<ArgumentException>(() => day.Fold(EndOfSession(1, 0, 0)));
        Assert.Throws<InvalidOperationException>(() => DayBook.Merge(Reference, []).Fold(Trade(1, 1, 1)));
        Assert.Equal(0, day.Trades);
    }

    private static void AssertBlocked(Gate gate, string evidence, DayCloseOutcome outcome)
    {
        var result = outcome.Gates.Single(g => g.Gate == gate);
        Assert.False(result.Passed);
        Assert.Contains(evidence, result.Evidence, StringComparison.Ordinal);
        Assert.Null(outcome.Result);
        Assert.False(outcome.Passed);
    }
}
