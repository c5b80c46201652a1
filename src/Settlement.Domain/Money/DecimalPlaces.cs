namespace Settlement.Domain.Money;

/// <summary>Decimal places that count.</summary>
public static class DecimalPlaces
{
    /// <summary>Decimals without trailing zeros.</summary>
    public static int Of(decimal value) => Trimmed(value).Scale;

    /// <summary>The same value without trailing zeros: 100.0 and 100 become one. Dividing by a one with 28 zeros drops them.</summary>
    public static decimal Trimmed(decimal value) => value / 1.0000000000000000000000000000m;
}
