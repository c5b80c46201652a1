namespace Settlement.Kafka.Wire;

/// <summary>Trading days on the wire, to <see cref="DateOnly.DayNumber"/> and back.</summary>
internal static class TradingDays
{
    /// <summary>Reads exactly yyyy-MM-dd.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out int dayNumber)
    {
        dayNumber = 0;
        return text.Length == 10 && text[4] == (byte)'-' && text[7] == (byte)'-'
            && TryDigits(text[..4], out var year)
            && TryDigits(text[5..7], out var month)
            && TryDigits(text[8..], out var day)
            && TryDate(year, month, day, out dayNumber);
    }

    /// <summary>Reads the number yyyymmdd.</summary>
    internal static bool TryFromNumber(long number, out int dayNumber)
    {
        dayNumber = 0;
        return number is > 0 and <= 9999_12_31 && TryDate((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100), out dayNumber);
    }

    /// <summary>The number yyyymmdd.</summary>
    internal static int ToNumber(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    private static bool TryDate(int year, int month, int day, out int dayNumber)
    {
        dayNumber = 0;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        dayNumber = new DateOnly(year, month, day).DayNumber;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
