namespace Settlement.Postgres.Reference;

/// <summary>What a load of reference data changed.</summary>
/// <param name="Instruments">Instruments, their tiers, fees and margin included.</param>
/// <param name="Accounts">Accounts.</param>
/// <param name="Openings">Positions carried into the file's opening day.</param>
/// <param name="PreviousPrices">Settlement prices of the day before it.</param>
public sealed record LoadReport(Changes Instruments, Changes Accounts, Changes Openings, Changes PreviousPrices)
{
    /// <summary>Nothing is there and nothing was written.</summary>
    public static LoadReport Nothing { get; } = new(Changes.None, Changes.None, Changes.None, Changes.None);

    /// <summary>Money carried into the file's opening day.</summary>
    public Changes Funds { get; init; } = Changes.None;

    /// <summary>Fees of participants and accounts that differ.</summary>
    public Changes Fees { get; init; } = Changes.None;

    /// <summary>Days on which the market does not trade.</summary>
    public Changes Holidays { get; init; } = Changes.None;

    /// <summary>Prices, totals and flows of the closing data; they are replaced together, so they are inserted, updated or unchanged together.</summary>
    public Changes Closing { get; init; } = Changes.None;

    /// <summary>True when the ledger held exactly these data before.</summary>
    public bool IsUnchanged => All.All(static c => c.Changes.IsNone);

    /// <summary>All kinds of data by their names for people.</summary>
    public IEnumerable<(string What, Changes Changes)> All =>
    [
        ("instruments", Instruments), ("accounts", Accounts), ("fees that differ", Fees), ("holidays", Holidays), ("opening positions", Openings),
        ("previous settlement prices", PreviousPrices), ("opening funds", Funds), ("closing data", Closing),
    ];
}

/// <summary>Rows by what happened to them.</summary>
/// <param name="Inserted">New ones.</param>
/// <param name="Updated">Ones that differed.</param>
/// <param name="Removed">Ones that the file no longer has. Instruments and accounts are never removed: settled days refer to them.</param>
/// <param name="Unchanged">Ones that were equal.</param>
public sealed record Changes(int Inserted, int Updated, int Removed, int Unchanged)
{
    /// <summary>No rows at all.</summary>
    public static Changes None { get; } = new(0, 0, 0, 0);

    /// <summary>True when nothing was written.</summary>
    public bool IsNone => Inserted + Updated + Removed == 0;

    /// <summary>Compares what is known with what is wanted, by key.</summary>
    internal static Changes Between<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> known, IReadOnlyDictionary<TKey, TValue> wanted) where TKey : notnull
    {
        var inserted = wanted.Keys.Count(key => !known.ContainsKey(key));
        var unchanged = wanted.Count(pair => known.TryGetValue(pair.Key, out var old) && EqualityComparer<TValue>.Default.Equals(old, pair.Value));
        return new Changes(inserted, wanted.Count - inserted - unchanged, known.Keys.Count(key => !wanted.ContainsKey(key)), unchanged);
    }
}
