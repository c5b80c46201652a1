using System.Diagnostics;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>An API server in a process of its own that speaks kube-lite's command line: the runnable server on the real machinery.</summary>
internal sealed class KubeLite : IAsyncDisposable
{
    private readonly Process _process;

    private KubeLite(Process process, Uri address, Uri control) => (_process, Address, Control) = (process, address, control);

    public const string AdminToken = "secret";
    public const string ViewerToken = "looker";

    /// <summary>The program, or null where there is none.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("KUBE_LITE_APISERVER") is { Length: > 0 } program ? program : null;

    public Uri Address { get; }

    public Uri Control { get; }

    public static async Task<KubeLite> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException("KUBE_LITE_APISERVER is not set"))
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            ArgumentList = { "--control-port", "0", "--token", $"admin={AdminToken}", "--token", $"viewer={ViewerToken}", "--exit-on-stdin-eof", "--gc=false" },
        };
        var process = Process.Start(start)!;
        Uri? control = null;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("control ", StringComparison.Ordinal))
            {
                control = new Uri(line[8..]);
            }
            else if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                return new(process, new Uri(line[6..]), control!);
            }
        }

        throw new InvalidOperationException("the API server ended before it was ready");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
