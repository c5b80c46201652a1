using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>One product of a market, with everything that its settlement depends on.</summary>
public sealed record Instrument
{
    /// <summary>Symbol, as in the feed: 1 to 64 printable ASCII characters without '|'.</summary>
    public required string Symbol { get; init; }

    /// <summary>Currency of its prices and amounts, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Decimals of a price, 0 to 9.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimals of a quantity, 0 to 9.</summary>
    public required int QuantityScale { get; init; }

    /// <summary>Smallest price step, in units of <see cref="PriceScale"/>; more than zero. Settlement prices lie on its grid.</summary>
    public required long Tick { get; init; }

    /// <summary>Money per point and unit of quantity, in units of <see cref="MultiplierScale"/>; more than zero.</summary>
    public required long Multiplier { get; init; }

    /// <summary>Decimals of the multiplier. Price, quantity and multiplier together have at most <see cref="Amount.Scale"/>.</summary>
    public required int MultiplierScale { get; init; }

    /// <summary>How the settlement price is found: the first tier that can answer does. Never empty.</summary>
    public required IReadOnlyList<PriceTier> Tiers { get; init; }

    /// <summary>
    /// Settlement price of the trading day before, in units of <see cref="PriceScale"/>; null when there is none, which
    /// is allowed only without carried positions.
    /// </summary>
    public long? PreviousSettlement { get; init; }

    /// <summary>Decimals of a value (price × quantity × multiplier).</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int ValueScale => PriceScale + QuantityScale + MultiplierScale;

    /// <summary>Money of a value in units of price × quantity, times the multiplier. Exact.</summary>
    /// <exception cref="OverflowException">Beyond what an amount can hold.</exception>
    public Amount ToAmount(Int128 priceTimesQuantity) => Amount.FromScaled(checked(priceTimesQuantity * Multiplier), ValueScale);
}

/// <summary>Kinds of settlement-price tiers.</summary>
public enum PriceTierKind
{
    /// <summary>Volume-weighted average price of a window of the day.</summary>
    WindowVwap,

    /// <summary>Volume-weighted average price of the whole trading day.</summary>
    DayVwap,

    /// <summary>Price of the last trade.</summary>
    LastTrade,

    /// <summary>Settlement price of the trading day before.</summary>
    PreviousSettlement,
}

/// <summary>One tier of an instrument's settlement-price rule.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="From">For a window: its start, inclusive, in nanoseconds since 1970-01-01 UTC; else 0.</param>
/// <param name="To">For a window: its end, exclusive, in nanoseconds since 1970-01-01 UTC; else 0.</param>
public sealed record PriceTier(PriceTierKind Kind, long From = 0, long To = 0);

/// <summary>An account that may trade: the participant that clears for it, and its name there.</summary>
/// <param name="Participant">Clearing participant, 1 to 64 printable ASCII characters without '|'.</param>
/// <param name="Name">Account of the participant, 1 to 64 printable ASCII characters without '|'.</param>
public sealed record Account(string Participant, string Name)
{
    /// <summary>The account's canonical name.</summary>
    public override string ToString() => Participant + "/" + Name;
}

/// <summary>A position carried into the trading day.</summary>
/// <param name="Account">Index into <see cref="ReferenceData.Accounts"/>.</param>
/// <param name="Instrument">Index into <see cref="ReferenceData.Instruments"/>.</param>
/// <param name="Quantity">Net quantity in units of the instrument's quantity scale: long positive, short negative; not zero.</param>
public readonly record struct Opening(int Account, int Instrument, long Quantity);
