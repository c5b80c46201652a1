using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>One instrument of a market, with everything that its settlement depends on.</summary>
public sealed record Instrument
{
    /// <summary>Symbol, as in the feed: 1 to 64 printable ASCII characters without '|'.</summary>
    public required string Symbol { get; init; }

    /// <summary>What becomes of positions at the end of the day; the default is <see cref="InstrumentKind.Future"/>.</summary>
    public InstrumentKind Kind { get; init; }

    /// <summary>Product that the instrument is a contract of; the default is its symbol.</summary>
    public string Product { get => field ?? Symbol; init; }

    /// <summary>When the contract ends; null when it does not. Orders the contracts of a product.</summary>
    public DateOnly? Expiry { get; init; }

    /// <summary>How positions are kept; the default is <see cref="PositionKeeping.Net"/>.</summary>
    public PositionKeeping Keeping { get; init; }

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

    /// <summary>How the settlement price is found: the first tier that can answer does. Empty only for cash.</summary>
    public required IReadOnlyList<PriceTier> Tiers { get; init; }

    /// <summary>Name of the rule that the tiers come from, as in <c>CFFEX</c>; empty when they are the market's own.</summary>
    public string PriceRule { get; init; } = "";

    /// <summary>How the value of a tier comes onto the grid of the tick; the default is <see cref="PriceRounding.TieTowardPrevious"/>.</summary>
    public PriceRounding Rounding { get; init; }

    /// <summary>Benchmark that a newly listed contract starts from, in units of <see cref="PriceScale"/>; null when there is none.</summary>
    public long? ListingBenchmark { get; init; }

    /// <summary>Margin of positions; null when none is taken.</summary>
    public MarginRule? Margin { get; init; }

    /// <summary>Business day on which the trades of the day are delivered and paid; null for futures.</summary>
    public DateOnly? ValueDate { get; init; }

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

/// <summary>What becomes of positions at the end of a trading day.</summary>
public enum InstrumentKind
{
    /// <summary>Carried and marked to market.</summary>
    Future,

    /// <summary>Netted and delivered against payment; never carried.</summary>
    Cash,
}

/// <summary>How an account's position in an instrument is kept.</summary>
public enum PositionKeeping
{
    /// <summary>One net quantity; whether a leg opens or closes does not matter.</summary>
    Net,

    /// <summary>Long and short apart. Closing legs take carried positions first, then those of the day.</summary>
    Gross,

    /// <summary>Long and short apart, carried positions and those of the day apart: closing legs say which they take.</summary>
    GrossByDay,
}

/// <summary>An account that may trade: the participant that clears for it, and its name there.</summary>
/// <param name="Participant">Clearing participant, 1 to 64 printable ASCII characters without '|'.</param>
/// <param name="Name">Account of the participant, 1 to 64 printable ASCII characters without '|'.</param>
public sealed record Account(string Participant, string Name)
{
    /// <summary>The account's canonical name.</summary>
    public override string ToString() => Participant + "/" + Name;
}
