using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>Exact decimals as scaled units.</summary>
internal static class Scaling
{
    /// <summary>The value in units of 10^-<paramref name="scale"/>; 0, with a problem, when it does not fit exactly.</summary>
    internal static long ToUnits(decimal value, int scale, string what, List<string> problems)
    {
        if (scale is >= 0 and <= 9)
        {
            var units = (Int128)decimal.Truncate(value) * PowerOfTen.Of(scale);
            var fraction = (value - decimal.Truncate(value)) * (decimal)PowerOfTen.Of(scale);
            if (decimal.Truncate(fraction) == fraction && units + (Int128)fraction is var total && total >= long.MinValue && total <= long.MaxValue)
                return (long)total;
        }

        problems.Add(FormattableString.Invariant($"{what}: {value} does not fit into 64 bits with {scale} decimals"));
        return 0;
    }
}
