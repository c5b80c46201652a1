using Settlement.Domain.Reference;

namespace Settlement.Domain.Prices;

/// <summary>What an instrument's settlement-price rule answered.</summary>
/// <param name="Price">Settlement price in units of the price scale; null when no tier could answer.</param>
/// <param name="Tier">The tier that fired; meaningless without a price.</param>
/// <param name="Unrounded">The tier's value before rounding, cut to 6 decimals half away from zero.</param>
/// <param name="EvidenceTrades">Trades with quantity that the tier looked at.</param>
/// <param name="EvidenceVolume">Their quantity, in units of the quantity scale.</param>
/// <param name="Explanation">Why there is no price, for people; empty with one.</param>
internal sealed record SettlementPrice(long? Price, PriceTierKind Tier, decimal Unrounded, long EvidenceTrades, long EvidenceVolume, string Explanation)
{
    /// <summary>The window that the tier looked at; null when it looked at none.</summary>
    internal TimeWindow? Window { get; init; }

    /// <summary>Symbol of the base contract whose change was applied; empty when none was.</summary>
    internal string Base { get; init; } = "";

    internal static SettlementPrice None(string explanation) => new(null, default, 0, 0, 0, explanation);
}
