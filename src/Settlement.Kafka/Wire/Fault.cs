using System.Text;
using Settlement.Domain.Money;

namespace Settlement.Kafka.Wire;

/// <summary>Texts of faults: field, value, reason. Only records that cannot be decoded pay for them.</summary>
internal static class Fault
{
    private const int MaxShown = 80;

    internal static string Of(string field, string reason) => $"field {field}: {reason}";

    internal static string Missing(string field) => Of(field, "is missing");

    internal static string Twice(string field) => Of(field, "is there twice");

    internal static string Name(string field, ReadOnlySpan<byte> value) =>
        Of(field, $"'{Show(value)}' is not a name of 1 to {Domain.Reference.Names.MaxLength} printable ASCII characters without blank, '|' and '/'");

    internal static string Unknown(string field, string value) => Of(field, $"'{value}' is not in the reference data");

    internal static string Decimal(string field, string value, ScaledOutcome outcome, int scale, string owner) => Of(field, outcome switch
    {
        ScaledOutcome.TooFine => $"{value} has more decimals than the {scale} of {owner}",
        ScaledOutcome.TooLarge => $"{value} does not fit into 64 bits with the {scale} decimals of {owner}",
        _ => $"'{value}' is not a plain decimal number",
    });

    /// <summary>Bytes of a record as text that is safe to log: cut, and without control characters.</summary>
    internal static string Show(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(value.Length > MaxShown ? value[..MaxShown] : value));
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                text[i] = '\uFFFD';
        }

        return value.Length > MaxShown ? text.Append('…').ToString() : text.ToString();
    }
}
