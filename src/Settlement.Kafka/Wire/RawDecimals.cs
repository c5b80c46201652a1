using Settlement.Domain.Money;

namespace Settlement.Kafka.Wire;

/// <summary>Brings decimals of both formats to a scale, exactly.</summary>
internal static class RawDecimals
{
    /// <summary>The finest scale on the wire.</summary>
    internal const int MaxScale = 18;

    internal static ScaledOutcome ToScale(in RawDecimal value, int scale, out long units)
    {
        if (!value.Text.IsEmpty)
            return ScaledText.Parse(value.Text, scale, out units);
        if (value.Scale <= MaxScale)
            return ScaledText.Rescale(value.Units, (int)value.Scale, scale, out units);
        units = 0;
        return ScaledOutcome.NotANumber;
    }

    /// <summary>Like <see cref="ToScale"/> for totals, which need more than 64 bits at the scale of amounts.</summary>
    internal static ScaledOutcome ToTotal(in RawDecimal value, out Int128 units)
    {
        var scale = OwnScale(value);
        var outcome = scale > Amount.Scale ? ToScale(value, Amount.Scale, out var narrow) : ToScale(value, scale, out narrow);
        units = outcome == ScaledOutcome.Ok ? narrow * PowerOfTen.Of(Amount.Scale - Math.Min(scale, Amount.Scale)) : 0;
        return outcome;
    }

    /// <summary>Whether it is a decimal number at all, whatever its scale: all that can be asked without the instrument.</summary>
    internal static bool IsDecimal(in RawDecimal value)
    {
        if (value.Text.IsEmpty)
            return value.Scale <= MaxScale;
        var digits = value.Text[0] == (byte)'-' ? value.Text[1..] : value.Text;
        var point = digits.IndexOf((byte)'.');
        return point < 0 ? AreDigits(digits) : AreDigits(digits[..point]) && AreDigits(digits[(point + 1)..]);
    }

    /// <summary>For faults.</summary>
    internal static string ToText(in RawDecimal value)
    {
        if (!value.Text.IsEmpty)
            return Fault.Show(value.Text);
        return value.Scale <= MaxScale ? ScaledText.Format(value.Units, (int)value.Scale) : FormattableString.Invariant($"{value.Units}e-{value.Scale}");
    }

    private static int OwnScale(in RawDecimal value)
    {
        if (value.Text.IsEmpty)
            return (int)Math.Min(value.Scale, MaxScale);
        var point = value.Text.IndexOf((byte)'.');
        return point < 0 ? 0 : value.Text[(point + 1)..].TrimEnd((byte)'0').Length;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
