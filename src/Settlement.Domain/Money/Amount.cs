namespace Settlement.Domain.Money;

/// <summary>
/// An amount of money: a signed count of 10^-10 of the currency's unit. Exact; every operation throws
/// <see cref="OverflowException"/> rather than wrap. The currency is kept beside it, never inside.
/// </summary>
public readonly record struct Amount(Int128 Units) : IComparable<Amount>
{
    /// <summary>Decimals of an amount. An instrument is refused when its own decimals together exceed this.</summary>
    public const int Scale = 10;

    /// <summary>No money.</summary>
    public static Amount Zero => default;

    /// <summary>Takes an amount from units of 10^-<paramref name="scale"/>; the conversion is exact.</summary>
    /// <param name="units">Count of 10^-<paramref name="scale"/>.</param>
    /// <param name="scale">Decimals of <paramref name="units"/>, 0 to <see cref="Scale"/>.</param>
    public static Amount FromScaled(Int128 units, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, Scale);
        return new Amount(checked(units * PowerOfTen.Of(Scale - scale)));
    }

    /// <summary>Takes minor units of a currency; the conversion is exact.</summary>
    /// <param name="units">Count of the currency's smallest unit.</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static Amount FromMinor(long units, string currency) => FromScaled(units, Reference.Currency.MinorDecimals(currency));

    /// <summary>True when a row of a result can state it exactly: within ±7.9e18.</summary>
    public bool IsStated => Units < Int128.One << 96 && Units > -(Int128.One << 96);

    /// <summary>The amount itself; throws <see cref="OverflowException"/> when a row of a result cannot state it.</summary>
    public Amount Stated() => IsStated ? this : throw new OverflowException($"{this} is beyond ±7.9e18");

    /// <summary>Takes a decimal; throws <see cref="OverflowException"/> when it has more than <see cref="Scale"/> decimals or is too large.</summary>
    public static Amount FromDecimal(decimal value)
    {
        var scaled = value * 10_000_000_000m;
        return decimal.Truncate(scaled) == scaled
            ? new Amount((Int128)scaled)
            : throw new OverflowException($"{value} has more than {Scale} decimals");
    }

    /// <summary>The same value as a decimal; throws <see cref="OverflowException"/> beyond ±7.9e18.</summary>
    public decimal ToDecimal() => (decimal)Units / 10_000_000_000m;

    /// <summary>Sum.</summary>
    public static Amount operator +(Amount left, Amount right) => new(checked(left.Units + right.Units));

    /// <summary>Difference.</summary>
    public static Amount operator -(Amount left, Amount right) => new(checked(left.Units - right.Units));

    /// <summary>The opposite amount.</summary>
    public static Amount operator -(Amount value) => new(checked(-value.Units));

    /// <inheritdoc/>
    public int CompareTo(Amount other) => Units.CompareTo(other.Units);

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(Amount left, Amount right) => left.Units < right.Units;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(Amount left, Amount right) => left.Units > right.Units;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(Amount left, Amount right) => left.Units <= right.Units;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(Amount left, Amount right) => left.Units >= right.Units;

    /// <summary>Shortest exact decimal text, without trailing zeros: the canonical form.</summary>
    public override string ToString() => ScaledText.Format(Units, Scale);
}
