namespace Settlement.Domain.Money;

/// <summary>Exact powers of ten, up to 10^30.</summary>
public static class PowerOfTen
{
    private static readonly Int128[] Powers = Build();

    /// <summary>10^<paramref name="exponent"/>, for 0 to 30.</summary>
    public static Int128 Of(int exponent) => Powers[exponent];

    private static Int128[] Build()
    {
        var powers = new Int128[31];
        powers[0] = Int128.One;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
