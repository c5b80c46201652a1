using System.Globalization;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>Times as the API writes and refuses them.</summary>
internal static class GoTime
{
    private const string Seconds = "2006-01-02T15:04:05Z07:00";
    private const string Micros = "2006-01-02T15:04:05.000000Z07:00";

    /// <summary>Reads a time and gives it the one form in which it is stored: UTC, whole seconds, or exactly six digits of a second.</summary>
    /// <exception cref="FormatException">It is no time; the message is the machinery's.</exception>
    public static string Canonical(string text, bool micro) => Write(Parse(text, micro), micro);

    public static string Write(DateTimeOffset time, bool micro) =>
        time.UtcDateTime.ToString(micro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339; for <paramref name="micro"/> with exactly six digits of a second.</summary>
    public static DateTimeOffset Parse(string text, bool micro)
    {
        var layout = micro ? Micros : Seconds;
        var at = 0;
        FormatException Cannot(string element) => new($"parsing time \"{text}\" as \"{layout}\": cannot parse \"{text[at..]}\" as \"{element}\"");
        int Digits(int count, string element, int low, int high, string name)
        {
            if (text.Length < at + count || !text.AsSpan(at, count).ContainsOnlyDigits())
            {
                throw Cannot(element);
            }

            var value = int.Parse(text.AsSpan(at, count), NumberStyles.None, CultureInfo.InvariantCulture);
            if (value < low || value > high)
            {
                throw new FormatException($"parsing time \"{text}\": {name} out of range");
            }

            at += count;
            return value;
        }

        void Sign(string sign)
        {
            if (at >= text.Length || text[at] != sign[0])
            {
                throw Cannot(sign);
            }

            at++;
        }

        var year = Digits(4, "2006", 0, 9999, "year");
        Sign("-");
        var month = Digits(2, "01", 1, 12, "month");
        Sign("-");
        var day = Digits(2, "02", 1, 31, "day");
        Sign("T");
        var hour = Digits(2, "15", 0, 23, "hour");
        Sign(":");
        var minute = Digits(2, "04", 0, 59, "minute");
        Sign(":");
        var second = Digits(2, "05", 0, 59, "second");
        var ticks = 0L;
        if (micro && (text.Length < at + 7 || text[at] != '.' || !text.AsSpan(at + 1, 6).ContainsOnlyDigits()))
        {
            throw Cannot(".000000");
        }

        if (at < text.Length - 1 && text[at] is '.' or ',' && char.IsAsciiDigit(text[at + 1]))
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]) && (!micro || end < at + 7))
            {
                end++;
            }

            ticks = long.Parse(text[(at + 1)..end].PadRight(7, '0')[..7], CultureInfo.InvariantCulture);
            at = end;
        }

        var offset = TimeSpan.Zero;
        if (at < text.Length && text[at] == 'Z')
        {
            at++;
        }
        else if (text.Length >= at + 6 && text[at] is '+' or '-' && text[at + 3] == ':'
            && text.AsSpan(at + 1, 2).ContainsOnlyDigits() && text.AsSpan(at + 4, 2).ContainsOnlyDigits())
        {
            offset = new TimeSpan(int.Parse(text.AsSpan(at + 1, 2), CultureInfo.InvariantCulture), int.Parse(text.AsSpan(at + 4, 2), CultureInfo.InvariantCulture), 0);
            offset = text[at] == '-' ? -offset : offset;
            at += 6;
        }
        else
        {
            throw Cannot("Z07:00");
        }

        if (at < text.Length)
        {
            throw new FormatException($"parsing time \"{text}\": extra text: \"{text[at..]}\"");
        }

        if (year == 0 || day > DateTime.DaysInMonth(year, month))
        {
            throw new FormatException($"parsing time \"{text}\": day out of range");
        }

        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + ticks - offset.Ticks;
        return local < 0 || local > DateTime.MaxValue.Ticks
            ? throw new FormatException($"parsing time \"{text}\": day out of range")
            : new DateTimeOffset(local, TimeSpan.Zero);
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
