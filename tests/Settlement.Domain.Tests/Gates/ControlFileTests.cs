using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Gates;

/// <summary>Totals of the venue's file against the book. Two trades of 132.50 and 132.60, 3 lots, multiplier 100.</summary>
public sealed class ControlFileTests
{
    private static readonly ReferenceData Reference = TestMarket.Of(TestMarket.Gold());

    [Fact]
    public void Totals_that_agree_pass_and_what_the_file_does_not_state_is_not_compared()
    {
        var gate = Gate(new ControlTotal(null, 2, 0, Amount.FromDecimal(3), Amount.FromDecimal(397_700)), new ControlTotal("GCZ3", null, null, Amount.FromDecimal(3), null));
        Assert.True(gate.Passed, gate.Evidence);
        Assert.Equal("2 control totals of the venue's file agree with the book", gate.Evidence);
        Assert.Equal("no control totals are loaded", Gate().Evidence);
    }

    [Fact]
    public void Every_figure_that_differs_is_named_with_both_numbers()
    {
        var gate = Gate(new ControlTotal("GCZ3", 3, 1, Amount.FromDecimal(4), Amount.FromDecimal(1.5m)));
        Assert.False(gate.Passed);
        Assert.Equal("GCZ3: trades 3 in the file, 2 in the book, busts 1 in the file, 0 in the book, quantity 4 in the file, 3 in the book, value 1.5 in the file, 397700 in the book", gate.Evidence);
    }

    [Fact]
    public void An_instrument_that_the_run_does_not_know_fails()
    {
        var gate = Gate(new ControlTotal("SIZ3", 0, null, null, null));
        Assert.False(gate.Passed);
        Assert.Equal("SIZ3: the file has totals of it, the run's reference data do not know it", gate.Evidence);
    }

    [Fact]
    public void One_value_for_several_currencies_is_not_compared_but_refused()
    {
        var gate = Of(TestMarket.Mixed(), new ControlTotal(null, null, null, null, Amount.Zero));
        Assert.False(gate.Passed);
        Assert.Contains("state the values by instrument", gate.Evidence, StringComparison.Ordinal);
    }

    private static GateResult Gate(params ControlTotal[] totals) => Of(Reference, totals);

    private static GateResult Of(ReferenceData reference, params ControlTotal[] totals)
    {
        var book = DayBook.Merge(reference, [Books.Folded(reference, Trade(1, 13250, 1), Trade(2, 13260, 2))]);
        return DayClose.Settle(Books.Key, book, ClosingData.Of([], totals, []), null).Gates.Single(static g => g.Gate == Domain.Gates.Gate.ControlFile);
    }
}
