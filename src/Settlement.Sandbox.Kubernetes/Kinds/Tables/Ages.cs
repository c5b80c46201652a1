using System.Globalization;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Tables;

/// <summary>Durations as Kubernetes shows them to people: one or two units, coarser the longer it is.</summary>
internal static class Ages
{
    public const string Unknown = "<unknown>";

    /// <summary>Age of an object.</summary>
    public static string Age(JsonObject value, DateTimeOffset now) => Since(value.Object("metadata").Text("creationTimestamp"), now);

    /// <summary>Time since a moment written as RFC 3339; <c>&lt;unknown&gt;</c> without one.</summary>
    public static string Since(string? moment, DateTimeOffset now) => Parse(moment) is { } at ? Show(now - at) : Unknown;

    public static DateTimeOffset? Parse(string? moment) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public static string Show(TimeSpan time)
    {
        var (seconds, minutes, hours) = ((long)time.TotalSeconds, (long)time.TotalMinutes, (long)time.TotalHours);
        var days = hours / 24;
        return (seconds, minutes, hours, days) switch
        {
            ( < -1, _, _, _) => "<invalid>",
            ( < 0, _, _, _) => "0s",
            ( < 120, _, _, _) => $"{seconds}s",
            (_, < 10, _, _) => Two(minutes, "m", seconds % 60, "s"),
            (_, < 180, _, _) => $"{minutes}m",
            (_, _, < 8, _) => Two(hours, "h", minutes % 60, "m"),
            (_, _, < 48, _) => $"{hours}h",
            (_, _, _, < 8) => Two(days, "d", hours % 24, "h"),
            (_, _, _, < 730) => $"{days}d",
            (_, _, _, < 2920) => Two(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };
    }

    private static string Two(long many, string unit, long few, string fine) => few == 0 ? $"{many}{unit}" : $"{many}{unit}{few}{fine}";
}
