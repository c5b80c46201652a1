using System.Globalization;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Durations and timestamps as text.</summary>
internal static partial class Times
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 0.01,
        ["us"] = 10,
        ["µs"] = 10,
        ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond,
        ["m"] = TimeSpan.TicksPerMinute,
        ["h"] = TimeSpan.TicksPerHour,
    };

    /// <summary>A duration such as <c>1h30m</c>; finer than 100 ns is cut off.</summary>
    public static object Duration(string text)
    {
        var match = DurationForm().Match(text);
        if (!match.Success && text is not ("0" or "+0" or "-0"))
        {
            return EvaluationError.Conversion("string", "google.protobuf.Duration");
        }

        decimal ticks = 0;
        for (var i = 0; i < match.Groups["n"].Captures.Count; i++)
        {
            if (!decimal.TryParse(match.Groups["n"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return EvaluationError.Conversion("string", "google.protobuf.Duration");
            }

            ticks += number * (decimal)Units[match.Groups["u"].Captures[i].Value];
        }

        return ticks > long.MaxValue ? EvaluationError.Conversion("string", "google.protobuf.Duration") : new TimeSpan((long)(text.StartsWith('-') ? -ticks : ticks));
    }

    /// <summary>A timestamp of RFC 3339, or a date.</summary>
    public static object Timestamp(string text) =>
        TimestampForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
            : EvaluationError.Conversion("string", "google.protobuf.Timestamp");

    public static string Text(TimeSpan duration) => ((decimal)duration.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture) + "s";

    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[+-]?((?<n>\d+\.?\d*|\.\d+)(?<u>ns|us|µs|ms|s|m|h))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimestampForm();
}
