using System.Text.Json.Serialization;

namespace Settlement.Domain.Reference;

/// <summary>Kinds of settlement-price tiers.</summary>
public enum PriceTierKind
{
    /// <summary>Volume-weighted average price of a window of the day.</summary>
    WindowVwap,

    /// <summary>Volume-weighted average price of the whole trading day.</summary>
    DayVwap,

    /// <summary>Price of the last trade, of the day or within a window.</summary>
    LastTrade,

    /// <summary>Settlement price of the trading day before.</summary>
    PreviousSettlement,

    /// <summary>Volume-weighted average price of the latest of several windows that has trades: stepping back, window by window.</summary>
    SteppingVwap,

    /// <summary>Own previous settlement price, moved as far as the settlement price of the product's base contract has moved.</summary>
    BaseChange,

    /// <summary>Listing benchmark of a contract without a previous settlement price, moved as far as the base contract's has moved.</summary>
    ListingBenchmark,

    /// <summary>Price that the venue published, from the closing data.</summary>
    Published,
}

/// <summary>How the value of a tier comes onto the tick grid.</summary>
public enum PriceRounding
{
    /// <summary>Grid from zero; an exact tie goes to the tick nearer to the previous settlement price, without one away from zero.</summary>
    TieTowardPrevious,

    /// <summary>Grid counted from the previous settlement price, an exact tie goes away from it; without one, grid from zero and away from zero.</summary>
    AwayFromPrevious,

    /// <summary>Grid from zero; an exact tie goes to the greater price.</summary>
    HalfUp,
}

/// <summary>A span of time.</summary>
/// <param name="From">Start, inclusive, in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="To">End, exclusive, in nanoseconds since 1970-01-01 UTC.</param>
public readonly record struct TimeWindow(long From, long To)
{
    /// <summary>True for an instant inside.</summary>
    public bool Contains(long instant) => instant >= From && instant < To;
}

/// <summary>One tier of an instrument's settlement-price rule.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Windows">
/// One for <see cref="PriceTierKind.WindowVwap"/>; none or one for <see cref="PriceTierKind.LastTrade"/>; the latest first for
/// <see cref="PriceTierKind.SteppingVwap"/>; else none.
/// </param>
[method: JsonConstructor]
public sealed record PriceTier(PriceTierKind Kind, params IReadOnlyList<TimeWindow> Windows)
{
    /// <summary>A tier with one window.</summary>
    /// <param name="kind">What it looks at.</param>
    /// <param name="from">Start, inclusive, in nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="to">End, exclusive, in nanoseconds since 1970-01-01 UTC.</param>
    public PriceTier(PriceTierKind kind, long from, long to)
        : this(kind, new TimeWindow(from, to))
    {
    }

    /// <summary>Fewest trades with quantity that an average may rest on; at least 1, the default.</summary>
    public int MinTrades { get; init; } = 1;

    /// <summary>A span that must have a trade with quantity, or the tier does not answer; null when nothing is asked.</summary>
    public TimeWindow? Needed { get; init; }

    /// <summary>The spans whose trades a book adds up for the tier: its windows, then the needed one.</summary>
    [JsonIgnore]
    public IEnumerable<TimeWindow> Watched => Needed is { } needed ? Windows.Append(needed) : Windows;
}
