using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>An instrument's settlement price, and what it rests on.</summary>
public sealed record PriceRow
{
    /// <summary>Symbol.</summary>
    public required string Instrument { get; init; }

    /// <summary>Whether it is carried or delivered.</summary>
    public required InstrumentKind Kind { get; init; }

    /// <summary>Currency of the price.</summary>
    public required string Currency { get; init; }

    /// <summary>Settlement price, exact decimal, on the instrument's grid; null for a cash instrument without one, which needs none.</summary>
    public required decimal? Price { get; init; }

    /// <summary>Name of the instrument's settlement-price rule, as in <c>CFFEX</c>; empty for one without a name.</summary>
    public required string Rule { get; init; }

    /// <summary>The tier that fired; null without a price.</summary>
    public required PriceTierKind? Tier { get; init; }

    /// <summary>The tier's value before rounding to the tick, cut to 6 decimals half away from zero; equal to the price for tiers that do not round.</summary>
    public required decimal? Unrounded { get; init; }

    /// <summary>Start of the window that the tier looked at, inclusive, in nanoseconds since 1970-01-01 UTC; null when it looked at none.</summary>
    public required long? WindowFrom { get; init; }

    /// <summary>End of that window, exclusive, in nanoseconds since 1970-01-01 UTC; null when the tier looked at none.</summary>
    public required long? WindowTo { get; init; }

    /// <summary>Trades with quantity that the tier looked at.</summary>
    public required long EvidenceTrades { get; init; }

    /// <summary>Their quantity.</summary>
    public required decimal EvidenceVolume { get; init; }

    /// <summary>All trades of the day in this instrument, those of zero quantity included, less the busted ones.</summary>
    public required long Trades { get; init; }

    /// <summary>Their quantity.</summary>
    public required decimal Volume { get; init; }

    /// <summary>Sum of the long positions that are carried on; zero for a cash instrument.</summary>
    public required decimal OpenInterest { get; init; }
}
