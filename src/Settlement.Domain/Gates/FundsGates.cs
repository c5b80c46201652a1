using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>The gate on the accounts' money.</summary>
internal static class FundsGates
{
    internal static GateResult FundsCarry(DayFigures figures) => Evidence.Of(
        Gate.FundsCarry,
        $"{figures.Funds.Rows.Count} accounts' funds carry over{Totals(figures.Funds.Rows)}",
        figures.Funds.Problems
            .Concat(figures.Funds.Rows.SelectMany(row => RowProblems(figures, row)))
            .Concat(TotalProblems(figures)));

    private static IEnumerable<string> RowProblems(DayFigures figures, AccountFunds row)
    {
        if (!IsStated(row))
            yield return $"{Name()}: the amounts are too large to state";
        else if (row.Equity != row.OpeningReserve + row.OpeningMargin + row.Deposits - row.Withdrawals + row.DayProfit - row.Fees)
            yield return $"{Name()}: equity {row.Equity} does not follow from its opening and the day's flows";
        if (row.Deposits < Amount.Zero || row.Withdrawals < Amount.Zero)
            yield return $"{Name()}: deposits {row.Deposits} and withdrawals {row.Withdrawals} must not be negative";

        string Name() => $"{figures.Reference.Accounts[row.Account]} in {row.Currency}";
    }

    /// <summary>In total the profits cancel out: money comes from deposits and goes to withdrawals and fees, as the journal has it.</summary>
    private static IEnumerable<string> TotalProblems(DayFigures figures)
    {
        foreach (var currency in figures.Funds.Rows.GroupBy(static r => r.Currency, StringComparer.Ordinal))
        {
            var change = currency.Aggregate(Amount.Zero, static (sum, r) => sum + r.Equity - r.OpeningReserve - r.OpeningMargin);
            var fees = figures.Profits
                .Where(p => figures.Reference.Instruments[p.Position.Instrument].Currency == currency.Key)
                .Aggregate(Amount.Zero, static (sum, p) => sum + p.Fees);
            var flows = currency.Aggregate(Amount.Zero, static (sum, r) => sum + r.Deposits - r.Withdrawals);
            if (change != flows - fees)
                yield return $"{currency.Key}: equity of all accounts changed by {change}, deposits less withdrawals are {flows}, fees {fees}";
        }
    }

    private static bool IsStated(AccountFunds row)
    {
        try
        {
            return row.Equity.IsStated && row.Reserve.IsStated && row.RiskRatio is null or >= 0;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static string Totals(IReadOnlyList<AccountFunds> rows)
    {
        var totals = rows.Where(IsStated).GroupBy(static r => r.Currency, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)
            .Select(static g => $"{g.Key} equity {g.Aggregate(Amount.Zero, static (sum, r) => sum + r.Equity)}")
            .ToList();
        return totals.Count == 0 ? "" : ": " + string.Join(", ", totals);
    }
}
