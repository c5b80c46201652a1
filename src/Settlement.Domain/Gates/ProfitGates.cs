using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>Gates on money. Instruments without a settlement price are left to <see cref="Gate.PriceFound"/>.</summary>
internal static class ProfitGates
{
    internal static GateResult ProfitZeroSum(DayFigures figures)
    {
        var instruments = figures.Reference.Instruments;
        var sums = new Amount[instruments.Count];
        foreach (var profit in figures.Profits)
            sums[profit.Position.Instrument] += profit.Total;
        return Evidence.Of(
            Gate.ProfitZeroSum,
            $"{figures.Profits.Count} profits and losses in {sums.Length} instruments, each sums to zero",
            Enumerable.Range(0, sums.Length).Where(i => sums[i] != Amount.Zero).Select(i => $"{instruments[i].Symbol}: {sums[i]} {instruments[i].Currency} left over"));
    }

    internal static GateResult ProfitFormsAgree(DayFigures figures) => Evidence.Of(
        Gate.ProfitFormsAgree,
        $"{figures.Profits.Count} profits and losses are the same by the total and by the itemised formula",
        figures.TooLarge.Select(p => $"{figures.Name(p)}: the amounts are too large to compute")
            .Concat(figures.Profits.Where(static p => p.Close + p.Open != p.Total)
                .Select(p => $"{figures.Name(p.Position)}: {p.Total} by the total formula, {p.Close + p.Open} by the itemised one")));

    internal static GateResult JournalBalances(DayFigures figures)
    {
        var currencies = figures.Journal
            .GroupBy(static j => j.Currency, StringComparer.Ordinal)
            .OrderBy(static g => g.Key, StringComparer.Ordinal)
            .Select(static g => (Currency: g.Key, Debit: Sum(g, static j => j.Debit), Credit: Sum(g, static j => j.Credit)))
            .ToList();
        var totals = currencies.Select(static c => $"{c.Currency} {c.Debit} on both sides");
        return Evidence.Of(
            Gate.JournalBalances,
            $"{figures.Journal.Count} postings{(currencies.Count == 0 ? "" : ": " + string.Join(", ", totals))}",
            currencies.Where(static c => c.Debit != c.Credit).Select(static c => $"{c.Currency}: debits {c.Debit}, credits {c.Credit}")
                .Concat(figures.Journal.Where(static j => !j.Debit.IsStated || !j.Credit.IsStated)
                    .Select(static j => $"{j.Account}, {j.Kind} {j.Instrument}: {j.Debit + j.Credit} {j.Currency} is too large to state")));
    }

    private static Amount Sum(IEnumerable<JournalRow> rows, Func<JournalRow, Amount> side) =>
        rows.Aggregate(Amount.Zero, (sum, row) => sum + side(row));
}
