namespace Settlement.Domain.Settle;

/// <summary>The one order of result rows: ordinal by their key fields, as SQL has it with COLLATE "C".</summary>
public static class CanonicalOrder
{
    /// <summary>By symbol.</summary>
    public static IComparer<PriceRow> Prices { get; } = Comparer<PriceRow>.Create(static (a, b) => string.CompareOrdinal(a.Instrument, b.Instrument));

    /// <summary>By participant, account, symbol.</summary>
    public static IComparer<PositionRow> Positions { get; } = Comparer<PositionRow>.Create(static (a, b) =>
    {
        var order = string.CompareOrdinal(a.Participant, b.Participant);
        if (order == 0)
            order = string.CompareOrdinal(a.Account, b.Account);
        return order != 0 ? order : string.CompareOrdinal(a.Instrument, b.Instrument);
    });

    /// <summary>By participant, account, currency.</summary>
    public static IComparer<FundsRow> Funds { get; } = Comparer<FundsRow>.Create(static (a, b) =>
    {
        var order = string.CompareOrdinal(a.Participant, b.Participant);
        if (order == 0)
            order = string.CompareOrdinal(a.Account, b.Account);
        return order != 0 ? order : string.CompareOrdinal(a.Currency, b.Currency);
    });

    /// <summary>By participant, symbol.</summary>
    public static IComparer<DeliveryRow> Deliveries { get; } = Comparer<DeliveryRow>.Create(static (a, b) =>
    {
        var order = string.CompareOrdinal(a.Participant, b.Participant);
        return order != 0 ? order : string.CompareOrdinal(a.Instrument, b.Instrument);
    });

    /// <summary>By ledger account, symbol, kind, currency; debits before credits.</summary>
    public static IComparer<JournalRow> Journal { get; } = Comparer<JournalRow>.Create(static (a, b) =>
    {
        var order = string.CompareOrdinal(a.Account, b.Account);
        if (order == 0)
            order = string.CompareOrdinal(a.Instrument, b.Instrument);
        if (order == 0)
            order = a.Kind.CompareTo(b.Kind);
        if (order == 0)
            order = string.CompareOrdinal(a.Currency, b.Currency);
        if (order == 0)
            order = b.Debit.CompareTo(a.Debit);
        return order != 0 ? order : b.Credit.CompareTo(a.Credit);
    });

    /// <summary>The rows in order: themselves when they are, else a sorted copy.</summary>
    public static IReadOnlyList<T> Sort<T>(IReadOnlyList<T> rows, IComparer<T> order)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(order);
        for (var i = 1; i < rows.Count; i++)
        {
            if (order.Compare(rows[i - 1], rows[i]) > 0)
                return [.. rows.Order(order)];
        }

        return rows;
    }
}
