using System.Globalization;
using System.Text.RegularExpressions;

namespace Settlement.Kubernetes.Resources;

/// <summary>Durations as the resource writes them: whole numbers with the units h, m, s and ms, greatest first, such as "1m30s".</summary>
public static partial class Durations
{
    /// <summary>What a duration looks like; the same pattern is in the CRD.</summary>
    public const string Pattern = "^([0-9]{1,3}h)?([0-9]{1,4}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?$";

    /// <summary>Reads a duration.</summary>
    /// <param name="text">For example "60s"; null, empty and zero durations are refused.</param>
    /// <param name="value">The duration, greater than zero, or zero when refused.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text) || Shape().Match(text) is not { Success: true } match || match.Length != text.Length) return false;
        value = TimeSpan.FromHours(Part(match, 1, 1)) + TimeSpan.FromMinutes(Part(match, 2, 1))
            + TimeSpan.FromSeconds(Part(match, 3, 1)) + TimeSpan.FromMilliseconds(Part(match, 4, 2));
        return value > TimeSpan.Zero;
    }

    private static long Part(Match match, int group, int unitLength) => match.Groups[group] is { Success: true } part
        ? long.Parse(part.ValueSpan[..^unitLength], NumberStyles.None, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
