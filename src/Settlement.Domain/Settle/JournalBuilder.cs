using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>
/// Posts the day in double entry: a credit is money for the account, a debit is money from it; zero is not posted. The clearing house, the fee income and the
/// bank have at most one debit and one credit per instrument, kind and currency: the sums of their counterparts.
/// </summary>
internal sealed class JournalBuilder
{
    private const int NoInstrument = -1;

    private readonly ReferenceData _reference;
    private readonly List<JournalRow> _rows;
    private readonly Dictionary<(JournalKind Kind, int Instrument, string Currency), (Amount Debit, Amount Credit)> _counterparts = [];

    private JournalBuilder(ReferenceData reference, int capacity)
    {
        _reference = reference;
        _rows = new List<JournalRow>(capacity);
    }

    internal static List<JournalRow> Build(ReferenceData reference, IReadOnlyList<PositionProfit> profits, IReadOnlyList<AccountFunds> funds, IReadOnlyList<NetDelivery> deliveries)
    {
        var journal = new JournalBuilder(reference, profits.Count);
        var names = reference.Accounts.Select(static a => a.ToString()).ToArray();
        foreach (var profit in profits)
        {
            var (name, instrument) = (names[profit.Position.Account], profit.Position.Instrument);
            journal.Post(name, JournalKind.VariationMargin, instrument, reference.Instruments[instrument].Currency, profit.Total);
            journal.Post(name, JournalKind.Fee, instrument, reference.Instruments[instrument].Currency, -profit.Fees);
        }

        foreach (var row in funds)
        {
            var name = names[row.Account];
            journal.Post(name, JournalKind.Deposit, NoInstrument, row.Currency, row.Deposits);
            journal.Post(name, JournalKind.Withdrawal, NoInstrument, row.Currency, -row.Withdrawals);
            journal.Move(name, JournalRow.MarginOf(reference.Accounts[row.Account]), row.Currency, row.Margin - row.OpeningMargin);
        }

        foreach (var delivery in deliveries)
            journal.Post(JournalRow.DeliveryOf(delivery.Participant), JournalKind.DeliveryCash, delivery.Instrument, reference.Instruments[delivery.Instrument].Currency, delivery.Cash);

        return journal.Rows();
    }

    /// <summary>Posts one side now and adds the other to the counterpart's.</summary>
    private void Post(string account, JournalKind kind, int instrument, string currency, Amount credit)
    {
        if (credit == Amount.Zero)
            return;
        var (paid, received) = credit > Amount.Zero ? (credit, Amount.Zero) : (Amount.Zero, -credit);
        _rows.Add(new JournalRow(account, Symbol(instrument), kind, currency, received, paid));
        var key = (kind, instrument, currency);
        var sums = _counterparts.GetValueOrDefault(key);
        _counterparts[key] = (sums.Debit + paid, sums.Credit + received);
    }

    private void Move(string reserve, string margin, string currency, Amount rise)
    {
        if (rise == Amount.Zero)
            return;
        var (up, down) = rise > Amount.Zero ? (rise, Amount.Zero) : (Amount.Zero, -rise);
        _rows.Add(new JournalRow(reserve, "", JournalKind.MarginCall, currency, up, down));
        _rows.Add(new JournalRow(margin, "", JournalKind.MarginCall, currency, down, up));
    }

    private static string Counterpart(JournalKind kind) => kind switch
    {
        JournalKind.Fee => JournalRow.FeeIncome,
        JournalKind.Deposit or JournalKind.Withdrawal => JournalRow.Bank,
        _ => JournalRow.ClearingHouse,
    };

    private string Symbol(int instrument) => instrument == NoInstrument ? "" : _reference.Instruments[instrument].Symbol;

    private List<JournalRow> Rows()
    {
        foreach (var (key, sums) in _counterparts)
        {
            if (sums.Debit != Amount.Zero)
                _rows.Add(new JournalRow(Counterpart(key.Kind), Symbol(key.Instrument), key.Kind, key.Currency, sums.Debit, Amount.Zero));
            if (sums.Credit != Amount.Zero)
                _rows.Add(new JournalRow(Counterpart(key.Kind), Symbol(key.Instrument), key.Kind, key.Currency, Amount.Zero, sums.Credit));
        }

        _rows.Sort(CanonicalOrder.Journal);
        return _rows;
    }
}
