namespace Settlement.Domain.Settle;

/// <summary>Names of the fields of each canonical line after its kind, and how many of them are its key.</summary>
internal sealed record CanonicalColumns(string Kind, int KeyCount, params string[] Names)
{
    /// <summary>In the order of the canonical rows. A run line has no key beside the other: a result has one.</summary>
    internal static IReadOnlyList<CanonicalColumns> All { get; } =
    [
        new("run", 3, "market", "tradingDay", "revision", "referenceHash", "tradeCount", "bustCount"),
        new("price", 1, "instrument", "currency", "price", "tier", "unrounded", "evidenceTrades", "evidenceVolume", "trades", "volume", "openInterest"),
        new("position", 3, "participant", "account", "instrument", "currency", "opening", "bought", "sold", "closing", "boughtValue", "soldValue", "closeProfit", "positionProfit", "dayProfit"),
        new("journal", 4, "account", "instrument", "kind", "currency", "debit", "credit"),
    ];
}
