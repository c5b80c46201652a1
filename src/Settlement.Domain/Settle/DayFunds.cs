using System.Numerics;
using System.Text;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>An account's money over the day, by indexes.</summary>
internal readonly record struct AccountFunds(
    int Account,
    string Currency,
    Amount OpeningReserve,
    Amount OpeningMargin,
    Amount Deposits,
    Amount Withdrawals,
    Amount DayProfit,
    Amount Fees,
    Amount Margin)
{
    private const int RatioDecimals = 4;

    internal Amount Reserve => OpeningReserve + OpeningMargin - Margin + DayProfit + Deposits - Withdrawals - Fees;

    internal Amount Equity => Reserve + Margin;

    internal Amount Available => Equity - Margin;

    /// <summary>Margin ÷ equity with 4 decimals, half up; null unless the equity is more than zero.</summary>
    /// <exception cref="OverflowException">Beyond what a decimal can hold.</exception>
    internal decimal? RiskRatio
    {
        get
        {
            var equity = (BigInteger)Equity.Units;
            if (equity <= 0)
                return null;
            var scaled = (BigInteger)Margin.Units * BigInteger.Pow(10, RatioDecimals);
            return (decimal)(((scaled * 2) + equity) / (equity * 2)) / 10_000m;
        }
    }
}

/// <summary>The money of every account and currency that has some, or has a figure today; by account index, then currency.</summary>
internal sealed record DayFunds(IReadOnlyList<AccountFunds> Rows, IReadOnlyList<string> Problems)
{
    internal static DayFunds Of(ReferenceData reference, ClosingData closing, IReadOnlyList<PositionProfit> profits)
    {
        var rows = new Dictionary<(int Account, string Currency), AccountFunds>();
        var problems = new List<string>();
        foreach (var opening in reference.Funds)
            rows[(opening.Account, opening.Currency)] = Row(rows, opening.Account, opening.Currency) with { OpeningReserve = opening.Reserve, OpeningMargin = opening.Margin };
        foreach (var flow in closing.Flows)
        {
            if (!reference.TryFindAccount(Encoding.ASCII.GetBytes(flow.Participant), Encoding.ASCII.GetBytes(flow.Account), out var account))
            {
                problems.Add($"{flow.Participant}/{flow.Account}: has a deposit or withdrawal in {flow.Currency}, but is not in the reference data");
                continue;
            }

            var row = Row(rows, account, flow.Currency);
            rows[(account, flow.Currency)] = row with { Deposits = row.Deposits + flow.Deposit, Withdrawals = row.Withdrawals + flow.Withdrawal };
        }

        foreach (var profit in profits)
        {
            if (profit.Total == Amount.Zero && profit.Fees == Amount.Zero && profit.Margin == Amount.Zero)
                continue;
            var currency = reference.Instruments[profit.Position.Instrument].Currency;
            var row = Row(rows, profit.Position.Account, currency);
            rows[(profit.Position.Account, currency)] = row with
            {
                DayProfit = row.DayProfit + profit.Total,
                Fees = row.Fees + profit.Fees,
                Margin = row.Margin + profit.Margin,
            };
        }

        var sorted = rows.Values.ToList();
        sorted.Sort(static (a, b) => a.Account != b.Account ? a.Account.CompareTo(b.Account) : string.CompareOrdinal(a.Currency, b.Currency));
        return new DayFunds(sorted, problems);
    }

    private static AccountFunds Row(Dictionary<(int Account, string Currency), AccountFunds> rows, int account, string currency) =>
        rows.TryGetValue((account, currency), out var row) ? row : new AccountFunds { Account = account, Currency = currency };
}
