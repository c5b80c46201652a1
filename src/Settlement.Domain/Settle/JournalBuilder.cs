using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>
/// Posts the daily profit and loss: a profit is a credit to the account and a debit to the clearing house, a loss the other way; zero is not posted.
/// The clearing house has one debit and one credit per instrument, the sums of their counterparts.
/// </summary>
internal static class JournalBuilder
{
    internal static List<JournalRow> Build(ReferenceData reference, IReadOnlyList<PositionProfit> profits)
    {
        var rows = new List<JournalRow>(profits.Count);
        var paid = new Amount[reference.Instruments.Count];
        var received = new Amount[reference.Instruments.Count];
        var names = reference.Accounts.Select(static a => a.ToString()).ToArray();
        foreach (var profit in profits)
        {
            var index = profit.Position.Instrument;
            var instrument = reference.Instruments[index];
            if (profit.Total > Amount.Zero)
            {
                paid[index] += profit.Total;
                rows.Add(Row(names[profit.Position.Account], instrument, Amount.Zero, profit.Total));
            }
            else if (profit.Total < Amount.Zero)
            {
                received[index] -= profit.Total;
                rows.Add(Row(names[profit.Position.Account], instrument, -profit.Total, Amount.Zero));
            }
        }

        for (var i = 0; i < paid.Length; i++)
        {
            if (paid[i] != Amount.Zero)
                rows.Add(Row(JournalRow.ClearingHouse, reference.Instruments[i], paid[i], Amount.Zero));
            if (received[i] != Amount.Zero)
                rows.Add(Row(JournalRow.ClearingHouse, reference.Instruments[i], Amount.Zero, received[i]));
        }

        rows.Sort(CanonicalOrder.Journal);
        return rows;
    }

    private static JournalRow Row(string account, Instrument instrument, Amount debit, Amount credit) =>
        new(account, instrument.Symbol, JournalKind.VariationMargin, instrument.Currency, debit, credit);
}
