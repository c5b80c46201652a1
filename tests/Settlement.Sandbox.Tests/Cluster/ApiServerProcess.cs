using System.Diagnostics;
using System.Text.RegularExpressions;
using k8s;

namespace Settlement.Sandbox.Tests.Cluster;

/// <summary>
/// A throw-away API server: the binary that a variable names (SETTLEMENT_APISERVER, as a rule), ended with the test. Without it tests that need one are skipped, except
/// where CI=true: there they fail.
/// </summary>
public sealed partial class ApiServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _control;

    private ApiServerProcess(Process process, string folder, Uri control)
    {
        _process = process;
        _folder = folder;
        _control = new HttpClient { BaseAddress = control };
        Configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigPath);
    }

    public KubernetesClientConfiguration Configuration { get; }

    public string KubeconfigPath => Path.Combine(_folder, "kubeconfig");

    /// <summary>Null when there is no server and the environment may lack one.</summary>
    public static async Task<ApiServerProcess?> StartAsync(string variable = "SETTLEMENT_APISERVER")
    {
        var path = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(path))
        {
            return Environment.GetEnvironmentVariable("CI") == "true"
                ? throw new InvalidOperationException($"CI=true, but {variable} does not name an API server.")
                : null;
        }

        var folder = Directory.CreateTempSubdirectory("settlement-apiserver-").FullName;
        var process = Process.Start(new ProcessStartInfo(
            path, ["--kubeconfig-out", Path.Combine(folder, "kubeconfig"), "--control-port", "0", "--exit-on-stdin-eof"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(StartPatience);
        Uri? control = null;
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (Announcement().Match(line) is { Success: true } match)
            {
                control = new Uri(match.Groups[1].Value);
            }
            else if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ApiServerProcess(process, folder, control!);
            }
        }

        throw new InvalidOperationException("The API server ended before it was ready.");
    }

    /// <summary>Asks for a disturbance, e.g. <c>compact</c> or <c>unavailable?seconds=2</c>.</summary>
    public async Task DisturbAsync(string request) => (await _control.PostAsync(new Uri(request, UriKind.Relative), null)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"^control (\S+)$")]
    private static partial Regex Announcement();
}
