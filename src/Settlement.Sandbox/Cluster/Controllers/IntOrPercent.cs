using System.Globalization;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>A number, or a share of another one.</summary>
internal static class IntOrPercent
{
    public static bool IsPercent(this IntOrString value) => value.Value.EndsWith('%');

    /// <summary>The number meant; a share of <paramref name="whole"/> is rounded up or down.</summary>
    public static int Of(this IntOrString value, int whole, bool roundUp)
    {
        if (!value.IsPercent())
        {
            return int.Parse(value.Value, CultureInfo.InvariantCulture);
        }

        var hundredths = int.Parse(value.Value.AsSpan(0, value.Value.Length - 1), CultureInfo.InvariantCulture) * whole;
        return roundUp ? (hundredths + 99) / 100 : hundredths / 100;
    }
}
