using System.Globalization;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>Windows of a trading day in local time.</summary>
internal static class WindowSection
{
    private static readonly string[] TimeFormats = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    /// <summary>Reads <c>from</c>, <c>to</c>, <c>day</c> and <c>zone</c>; null, with a problem, when one is wrong.</summary>
    public static LocalWindow? Read(YamlFields window) => Read(window, Zone(window, absent: null));

    /// <summary>Reads <c>from</c>, <c>to</c> and <c>day</c> of a window in a known zone.</summary>
    public static LocalWindow? Read(YamlFields window, string? zone)
    {
        var from = Time(window, "from", absent: null);
        var to = Time(window, "to", absent: null);
        var day = window.Choice("day", WindowDay.Same);
        if (from >= to && day == WindowDay.Same)
            window.Wrong("to", $"must be later than from ({from:HH:mm:ss}); only a window that starts on an earlier day (day: previous or eve) may end on the next");
        return from is { } start && to is { } end && zone is not null ? new LocalWindow(start, end, zone, day) : null;
    }

    /// <summary>The segments of a session, in a zone that they share.</summary>
    public static IReadOnlyList<LocalWindow> Session(YamlFields owner, string? zone) =>
        [.. owner.Maps("session", isRequired: true, "from", "to", "day").Select(segment => Read(segment, zone)).OfType<LocalWindow>()];

    /// <summary>The field <c>zone</c>; null, with a problem, when it is wrong.</summary>
    public static string? Zone(YamlFields fields, string? absent)
    {
        if (absent is not null && fields.Find("zone") is null)
            return absent;
        var zone = fields.Text("zone", "an IANA time zone such as America/New_York");
        if (zone is null || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return zone;
        fields.Wrong("zone", $"time zone '{zone}' is not known; use an IANA name such as America/New_York");
        return null;
    }

    /// <summary>A local time; null, with a problem, when it is wrong.</summary>
    public static TimeOnly? Time(YamlFields fields, string name, TimeOnly? absent)
    {
        if (absent is not null && fields.Find(name) is null)
            return absent;
        if (fields.Text(name, "a local time such as \"13:29\" or \"13:29:30\"") is not { } text)
            return null;
        if (TimeOnly.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        fields.Wrong(name, $"'{text}' must be a local time such as \"13:29\" or \"13:29:30\"");
        return null;
    }
}
