using System.Globalization;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Parts of timestamps and durations. Zones are offsets such as <c>+01:00</c> or names that the machine knows.</summary>
internal static class TimeFunctions
{
    public static void Register(Functions functions)
    {
        Part("getFullYear", static t => t.Year);
        Part("getMonth", static t => t.Month - 1);
        Part("getDate", static t => t.Day);
        Part("getDayOfMonth", static t => t.Day - 1);
        Part("getDayOfWeek", static t => (int)t.DayOfWeek);
        Part("getDayOfYear", static t => t.DayOfYear - 1);
        Part("getHours", static t => t.Hour);
        Part("getMinutes", static t => t.Minute);
        Part("getSeconds", static t => t.Second);
        Part("getMilliseconds", static t => t.Millisecond);
        functions.Member("getHours", "duration", "int", static a => (long)((TimeSpan)a[0]!).TotalHours);
        functions.Member("getMinutes", "duration", "int", static a => (long)((TimeSpan)a[0]!).TotalMinutes);
        functions.Member("getSeconds", "duration", "int", static a => (long)((TimeSpan)a[0]!).TotalSeconds);
        functions.Member("getMilliseconds", "duration", "int", static a => (long)((TimeSpan)a[0]!).Milliseconds);

        void Part(string name, Func<DateTimeOffset, int> part)
        {
            functions.Member(name, "timestamp", "int", a => (long)part((DateTimeOffset)a[0]!));
            functions.Member(name, "timestamp string", "int", a => In((DateTimeOffset)a[0]!, (string)a[1]!) is { } time ? (long)part(time) : new EvaluationError($"unknown time zone {a[1]}"));
        }
    }

    private static DateTimeOffset? In(DateTimeOffset time, string zone)
    {
        var plain = zone.TrimStart('+');
        if (TimeSpan.TryParseExact(plain.TrimStart('-'), "hh\\:mm", CultureInfo.InvariantCulture, out var offset))
        {
            return time.ToOffset(plain.StartsWith('-') ? -offset : offset);
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(time, found) : null;
    }
}
