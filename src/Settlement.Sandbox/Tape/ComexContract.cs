using System.Globalization;

namespace Settlement.Sandbox.Tape;

/// <summary>Symbols of COMEX gold futures.</summary>
internal static class ComexContract
{
    private const string MonthCodes = "FGHJKMNQUVXZ";

    /// <summary>The symbol of a contract month: <c>GCZ3</c> for <c>201312</c>. The year's last digit is unique within ten years, as contracts are listed.</summary>
    /// <param name="yearMonth">Six digits, year and month.</param>
    /// <exception cref="FormatException">Not a year and month.</exception>
    public static string Symbol(string yearMonth)
    {
        if (yearMonth.Length != 6 || !int.TryParse(yearMonth[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12)
            throw new FormatException($"'{yearMonth}' is no contract month (yyyyMM).");
        return $"GC{MonthCodes[month - 1]}{yearMonth[3]}";
    }
}
