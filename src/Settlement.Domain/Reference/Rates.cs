using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>What a rate is multiplied with.</summary>
public enum RateBasis
{
    /// <summary>Money: price × quantity × multiplier.</summary>
    ByMoney,

    /// <summary>Quantity in whole units.</summary>
    PerLot,
}

/// <summary>A rate of a fee or a margin. The default is none.</summary>
/// <param name="Basis">What it is multiplied with.</param>
/// <param name="Units">Part of the money, or currency per whole unit of quantity, in units of 10^-<see cref="Amount.Scale"/>; never negative.</param>
public readonly record struct Rate(RateBasis Basis, long Units)
{
    /// <summary>Takes a decimal; zero is the same on any basis. Throws <see cref="OverflowException"/> when it has more than <see cref="Amount.Scale"/> decimals or is too large.</summary>
    public static Rate Of(RateBasis basis, decimal value) => value == 0 ? default : new(basis, checked((long)Amount.FromDecimal(value).Units));

    /// <summary>The same as a decimal.</summary>
    public decimal ToDecimal() => new Amount(Units).ToDecimal();

    /// <summary>A part of the money.</summary>
    public static Rate ByMoney(decimal value) => Of(RateBasis.ByMoney, value);

    /// <summary>Currency per whole unit of quantity.</summary>
    public static Rate PerLot(decimal value) => Of(RateBasis.PerLot, value);
}

/// <summary>Fees of a trade leg by what it does to the position. A leg without an effect opens.</summary>
/// <param name="Open">For opening legs, and those of net positions.</param>
/// <param name="Close">For closing carried positions.</param>
/// <param name="CloseToday">For closing positions of the same day.</param>
public sealed record FeeSchedule(Rate Open, Rate Close, Rate CloseToday)
{
    /// <summary>No fee at all.</summary>
    public static FeeSchedule Free { get; } = new(default, default, default);
}

/// <summary>Which sides of an account's positions carry margin.</summary>
public enum MarginBasis
{
    /// <summary>Long and short, each at its rate.</summary>
    Gross,

    /// <summary>The side with the greater margin, over all contracts of a product.</summary>
    LargerSide,

    /// <summary>The net position of each contract, at the rate of its side.</summary>
    Net,
}

/// <summary>Margin of an instrument's positions.</summary>
/// <param name="Basis">Which sides count.</param>
/// <param name="Long">Rate of long positions; by money, on the settlement price.</param>
/// <param name="Short">Rate of short positions.</param>
public sealed record MarginRule(MarginBasis Basis, Rate Long, Rate Short);
