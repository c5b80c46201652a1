namespace Settlement.Domain.Settle;

/// <summary>Names of the fields of each canonical line after its kind, and how many of them are its key.</summary>
internal sealed record CanonicalColumns(string Kind, int KeyCount, params string[] Names)
{
    /// <summary>In the order of the canonical rows. A run line has no key beside the other: a result has one.</summary>
    internal static IReadOnlyList<CanonicalColumns> All { get; } =
    [
        new("run", 3, "market", "tradingDay", "revision", "referenceHash", "closingHash", "tradeCount", "bustCount"),
        new("price", 1, "instrument", "kind", "currency", "price", "rule", "tier", "unrounded", "windowFrom", "windowTo", "evidenceTrades", "evidenceVolume", "trades", "volume", "openInterest"),
        new("position", 3, "participant", "account", "instrument", "currency", "openingLong", "openingShort", "bought", "sold", "closingLong", "closingShort",
            "boughtValue", "soldValue", "closeProfit", "positionProfit", "dayProfit", "fees", "longMargin", "shortMargin"),
        new("funds", 3, "participant", "account", "currency", "openingReserve", "openingMargin", "deposits", "withdrawals", "dayProfit", "fees", "margin", "reserve", "equity", "available", "riskRatio"),
        new("delivery", 2, "participant", "instrument", "currency", "valueDate", "quantity", "cash", "instruction"),
        new("journal", 4, "account", "instrument", "kind", "currency", "debit", "credit"),
    ];
}
