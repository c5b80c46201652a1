using System.Globalization;
using Settlement.Sandbox.Kubernetes.Access;

namespace Settlement.Sandbox.Kubernetes.Requests.Lists;

/// <summary>Numbers in queries, with the complaints that clients know.</summary>
internal static class GoNumber
{
    /// <exception cref="FormatException">It is none.</exception>
    public static long Signed(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException(Complaint("ParseInt", text, text.TrimStart('-', '+')));

    /// <exception cref="FormatException">It is none.</exception>
    public static long Unsigned(string text)
    {
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException(Complaint("ParseUint", text, text));
        }

        return number > long.MaxValue ? long.MaxValue : (long)number;
    }

    private static string Complaint(string function, string text, string digits) =>
        $"strconv.{function}: parsing {Go.Quote(text)}: {(digits.Length > 0 && digits.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax")}";
}
