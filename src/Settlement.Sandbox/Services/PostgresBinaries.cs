using System.Globalization;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Services;

/// <summary>Where this machine keeps PostgreSQL's server programs.</summary>
internal sealed partial class PostgresBinaries
{
    /// <summary>The oldest version that the sandbox starts.</summary>
    public const int OldestMajorVersion = 14;

    private static readonly string[] InstallFolders = ["/usr/lib/postgresql", "/usr/pgsql", "/usr/local/pgsql", "/opt/postgresql"];

    private PostgresBinaries(string directory, int majorVersion)
    {
        Directory = directory;
        MajorVersion = majorVersion;
    }

    /// <summary>The directory that holds <c>postgres</c> and <c>initdb</c>.</summary>
    public string Directory { get; }

    /// <summary>For example 15.</summary>
    public int MajorVersion { get; }

    /// <summary>Looks on the PATH, asks <c>pg_config</c>, and looks into the folders that packages use; the newest one wins.</summary>
    /// <exception cref="SandboxException">There is none, or only ones that are too old.</exception>
    public static async Task<PostgresBinaries> FindAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in await CandidatesAsync(cancellationToken))
        {
            if (await VersionAsync(directory, cancellationToken) is { } version)
                found.Add(new PostgresBinaries(directory, version));
        }
        return Choose(found);
    }

    /// <summary>The newest of those found.</summary>
    internal static PostgresBinaries Choose(IReadOnlyCollection<PostgresBinaries> found)
    {
        var newest = found.MaxBy(binaries => binaries.MajorVersion)
            ?? throw new SandboxException(
                "PostgreSQL's server programs (initdb, postgres) are neither on the PATH nor in /usr/lib/postgresql/*/bin. "
                + "Run 'make setup', which installs them where it can, or install your system's package (Debian: postgresql).");
        return newest.MajorVersion >= OldestMajorVersion
            ? newest
            : throw new SandboxException(
                $"PostgreSQL {newest.MajorVersion} in {newest.Directory} is too old: install version {OldestMajorVersion} or newer.");
    }

    /// <summary>The major version in what <c>postgres --version</c> prints; null where it is something else.</summary>
    internal static int? ParseVersion(string output) =>
        VersionPattern().Match(output) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    private static async Task<IEnumerable<string>> CandidatesAsync(CancellationToken cancellationToken)
    {
        var directories = new List<string?> { Path.GetDirectoryName(HelperProgram.Find("postgres")) };
        if (HelperProgram.Find("pg_config") is { } config)
        {
            var answer = await HelperProgram.RunAsync([config, "--bindir"], Timeouts.HelperProgram, null, null, cancellationToken);
            directories.Add(answer.Output.Trim());
        }
        directories.AddRange(InstallFolders
            .Where(System.IO.Directory.Exists)
            .SelectMany(folder => System.IO.Directory.GetDirectories(folder).Append(folder))
            .Select(folder => Path.Combine(folder, "bin")));
        // pg_config comes with the client library too, and then names a directory without a server.
        return directories
            .OfType<string>()
            .Where(directory => directory.Length > 0 && HelperProgram.IsExecutable(Path.Combine(directory, "initdb"))
                && HelperProgram.IsExecutable(Path.Combine(directory, "postgres")))
            .Distinct();
    }

    private static async Task<int?> VersionAsync(string directory, CancellationToken cancellationToken)
    {
        var answer = await HelperProgram.RunAsync(
            [Path.Combine(directory, "postgres"), "--version"], Timeouts.HelperProgram, null, null, cancellationToken);
        return ParseVersion(answer.Output);
    }

    [GeneratedRegex(@"^postgres \(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();
}
