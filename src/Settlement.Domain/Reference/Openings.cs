using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>A position carried into the trading day, in units of the instrument's quantity scale.</summary>
/// <param name="Account">Index into <see cref="ReferenceData.Accounts"/>.</param>
/// <param name="Instrument">Index into <see cref="ReferenceData.Instruments"/>.</param>
/// <param name="Long">Zero or more.</param>
/// <param name="Short">Zero or more; not both are zero, and where positions are net not both are more.</param>
public readonly record struct Opening(int Account, int Instrument, long Long, long Short)
{
    /// <summary>Net quantity: long positive, short negative.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Quantity => checked(Long - Short);

    /// <summary>A net position; long positive, short negative.</summary>
    public static Opening Net(int account, int instrument, long quantity) =>
        new(account, instrument, Math.Max(quantity, 0), checked(-Math.Min(quantity, 0)));
}

/// <summary>Money carried into the trading day.</summary>
/// <param name="Account">Index into <see cref="ReferenceData.Accounts"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reserve">Settlement reserve: what is not tied to positions; may be negative.</param>
/// <param name="Margin">Margin tied to the carried positions; zero or more.</param>
public readonly record struct OpeningFunds(int Account, string Currency, Amount Reserve, Amount Margin);
