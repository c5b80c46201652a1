using System.Globalization;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary>Places in the feed as they are written on the command line: <c>partition:sequence</c>.</summary>
internal static class SequencePlace
{
    /// <summary>Reads all places.</summary>
    /// <exception cref="SandboxException">One is no place.</exception>
    public static HashSet<(int Partition, long Sequence)> ParseAll(IEnumerable<string> texts) => texts.Select(Parse).ToHashSet();

    private static (int, long) Parse(string text) =>
        text.Split(':') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
        && sequence >= 1
            ? (partition, sequence)
            : throw new SandboxException($"--skip-sequence {text}: write partition and sequence, as in 0:17.");
}
