namespace Settlement.Postgres.Reference;

/// <summary>What a load of reference data changed.</summary>
/// <param name="Instruments">Products, their tiers included.</param>
/// <param name="Accounts">Accounts.</param>
/// <param name="Openings">Positions carried into the file's opening day.</param>
/// <param name="PreviousPrices">Settlement prices of the day before it.</param>
public sealed record LoadReport(Changes Instruments, Changes Accounts, Changes Openings, Changes PreviousPrices)
{
    /// <summary>True when the ledger held exactly these data before.</summary>
    public bool IsUnchanged => Instruments.IsNone && Accounts.IsNone && Openings.IsNone && PreviousPrices.IsNone;
}

/// <summary>Rows by what happened to them.</summary>
/// <param name="Inserted">New ones.</param>
/// <param name="Updated">Ones that differed.</param>
/// <param name="Removed">Ones that the file no longer has. Instruments and accounts are never removed: settled days refer to them.</param>
/// <param name="Unchanged">Ones that were equal.</param>
public sealed record Changes(int Inserted, int Updated, int Removed, int Unchanged)
{
    /// <summary>True when nothing was written.</summary>
    public bool IsNone => Inserted + Updated + Removed == 0;
}
