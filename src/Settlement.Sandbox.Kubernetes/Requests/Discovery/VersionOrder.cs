using System.Globalization;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Requests.Discovery;

/// <summary>Versions of an API by their maturity: v2, v1, v1beta2, v1alpha1, then everything else by name, last first.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Parts().Match(x ?? ""), Parts().Match(y ?? ""));
        if (!a.Success || !b.Success)
        {
            return a.Success == b.Success ? string.CompareOrdinal(y, x) : a.Success ? 1 : -1;
        }

        return (Maturity(a), Number(a, 1), Number(a, 3)).CompareTo((Maturity(b), Number(b, 1), Number(b, 3)));
    }

    private static int Maturity(Match match) => match.Groups[2].Value switch
    {
        "" => 2,
        "beta" => 1,
        _ => 0,
    };

    private static int Number(Match match, int group) => int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v([0-9]+)(?:(alpha|beta)([0-9]+))?$")]
    private static partial Regex Parts();
}
