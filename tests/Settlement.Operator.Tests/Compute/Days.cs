using Settlement.Domain.Settle;
using Settlement.Operator.Compute;
using Settlement.Operator.Compute.Read;

namespace Settlement.Operator.Tests.Compute;

/// <summary>Computes days from files, in this process.</summary>
internal static class Days
{
    /// <summary>Computes a day from files.</summary>
    public static ComputedDay Compute(string reference, DateOnly day, IReadOnlyList<string> files, string? closing = null, string? before = null, int revision = 1)
    {
        var basis = DayReference.Read(reference, closing, before, day);
        TradeFile[] inputs = [.. files.Select(static f => TradeFile.Of(f, InputFormat.Auto))];
        return new DayComputation(new RunKey(basis.Reference.Market, day, revision), basis, inputs).Compute(TestContext.Current.CancellationToken);
    }

    /// <summary>The result; fails with the gates' evidence when there is none.</summary>
    public static SettlementResult Result(this ComputedDay day)
    {
        Assert.True(day.Outcome.Passed, string.Join('\n', day.Outcome.Gates.Where(static g => !g.Passed)));
        return day.Outcome.Result!;
    }
}
