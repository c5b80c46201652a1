using System.Globalization;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Services;

/// <summary>The Java that Kafka's scripts will use.</summary>
internal static partial class Java
{
    /// <summary>The oldest version that Kafka 4 runs on.</summary>
    public const int OldestVersion = 17;

    /// <summary>Checks that there is one and that it is new enough.</summary>
    /// <exception cref="SandboxException">It is absent or too old.</exception>
    public static async Task RequireAsync(CancellationToken cancellationToken)
    {
        var home = Environment.GetEnvironmentVariable("JAVA_HOME");
        var program = string.IsNullOrEmpty(home) ? HelperProgram.Find("java") : Path.Combine(home, "bin", "java");
        if (program is null || !HelperProgram.IsExecutable(program))
        {
            throw new SandboxException(
                (program is null ? "Kafka needs Java, and there is no 'java' on the PATH" : $"Kafka needs Java, and JAVA_HOME leads to {program}, which is no program")
                + $": install a Java runtime, version {OldestVersion} or newer (Debian: openjdk-17-jre-headless), or set JAVA_HOME.");
        }
        var answer = await HelperProgram.RunAsync([program, "-version"], Timeouts.HelperProgram, null, null, cancellationToken);
        var version = ParseVersion(answer.Error + answer.Output)
            ?? throw new SandboxException($"{program} -version says no version: {(answer.Error + answer.Output).Trim()}");
        if (version < OldestVersion)
            throw new SandboxException($"{program} is Java {version}, and Kafka needs version {OldestVersion} or newer: install one, or set JAVA_HOME.");
    }

    /// <summary>The feature version: 17 for <c>17.0.15</c>, 8 for <c>1.8.0_392</c>; null where there is none.</summary>
    internal static int? ParseVersion(string output)
    {
        var match = VersionPattern().Match(output);
        if (!match.Success)
            return null;
        var first = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return first == 1 && match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : first;
    }

    [GeneratedRegex("version \"(\\d+)(?:\\.(\\d+))?")]
    private static partial Regex VersionPattern();
}
