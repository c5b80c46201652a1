using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Tests.Support;

/// <summary>
/// An API server to test with. Where SETTLEMENT_APISERVER names the binary, one of our own, whose faults can be switched on; else the one
/// of KUBECONFIG. With neither, tests are skipped, or fail where CI=true.
/// </summary>
public sealed partial class KubeLite : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly HttpClient Http = new();

    private readonly Process? _process;
    private readonly string? _directory;
    private readonly string _kubeconfig;
    private readonly Uri? _control;

    private KubeLite(string kubeconfig, Process? process, string? directory, Uri? control)
    {
        _kubeconfig = kubeconfig;
        _process = process;
        _directory = directory;
        _control = control;
        Admin = Client(null);
    }

    /// <summary>Client with all rights.</summary>
    public k8s.Kubernetes Admin { get; }

    /// <summary>File with the address and the rights of <see cref="Admin"/>.</summary>
    public string Kubeconfig => _kubeconfig;

    /// <summary>Starts, or finds, a server and gives it our resource type.</summary>
    /// <param name="ownInstance">The test needs a server of its own: for faults, and for its log of denied requests.</param>
    /// <param name="program">The variable that names the program.</param>
    public static async Task<KubeLite> StartAsync(bool ownInstance, string program = "SETTLEMENT_APISERVER")
    {
        var server = Environment.GetEnvironmentVariable(program) is { Length: > 0 } binary ? await StartOwnAsync(binary)
            : Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } file && !ownInstance ? new KubeLite(file, null, null, null)
            : null;
        if (server is null)
        {
            var needed = ownInstance ? $"{program} (path of the binary)" : $"{program} (path of the binary) or KUBECONFIG";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"No API server to test with: set {needed}");
            Assert.Skip($"No API server to test with: set {needed}");
        }

        await server.ApplyDefinitionAsync();
        return server;
    }

    /// <summary>A client; with <paramref name="serviceAccount"/> it has the rights of that account and no others.</summary>
    public k8s.Kubernetes Client((string Namespace, string Name)? serviceAccount, params DelegatingHandler[] handlers) =>
        new(Configuration(serviceAccount), handlers);

    /// <summary>What a client is made from; with <paramref name="serviceAccount"/> it has the rights of that account and no others.</summary>
    public KubernetesClientConfiguration Configuration((string Namespace, string Name)? serviceAccount)
    {
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(_kubeconfig);
        if (serviceAccount is var (@namespace, name))
        {
            config.ClientCertificateData = null;
            config.ClientCertificateKeyData = null;
            config.ClientCertificateFilePath = null;
            config.ClientKeyFilePath = null;
            config.AccessToken = Admin.CreateNamespacedServiceAccountToken(new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, name, @namespace).Status.Token;
        }

        return config;
    }

    /// <summary>Makes a namespace for one test.</summary>
    public async Task<string> NamespaceAsync(CancellationToken cancellationToken) =>
        (await Admin.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "test-" } }, cancellationToken: cancellationToken)).Metadata.Name;

    /// <summary>A fault of the control endpoint, such as "compact" or "unavailable?count=3".</summary>
    public async Task DisturbAsync(string fault, CancellationToken cancellationToken)
    {
        using var response = await Http.PostAsync(new Uri(_control!, fault), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Requests that were refused for want of rights, as the server tells them.</summary>
    public Task<string> DeniedAsync(CancellationToken cancellationToken) => Http.GetStringAsync(new Uri(_control!, "denied"), cancellationToken);

    /// <summary>Watches of clients that are open now.</summary>
    public async Task<int> OpenWatchesAsync(CancellationToken cancellationToken)
    {
        using var stats = JsonDocument.Parse(await Http.GetStringAsync(new Uri(_control!, "stats"), cancellationToken));
        return stats.RootElement.GetProperty("watches").GetInt32();
    }

    /// <summary>Path of a file of the repository.</summary>
    public static string RepositoryFile(params string[] parts)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Settlement.sln"))) directory = directory.Parent!;
        return Path.Combine([directory.FullName, .. parts]);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory!, recursive: true);
    }

    private static async Task<KubeLite> StartOwnAsync(string binary)
    {
        var directory = Directory.CreateTempSubdirectory("settlement-kube-").FullName;
        var kubeconfig = Path.Combine(directory, "kubeconfig");
        var start = new ProcessStartInfo(binary) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--exit-on-stdin-eof", "--control-port", "0", "--kubeconfig-out", kubeconfig]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            var control = await ReadyAsync(process);
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new KubeLite(kubeconfig, process, directory, control);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Waits until the server says that it is ready.</summary>
    /// <returns>Its control endpoint.</returns>
    private static async Task<Uri?> ReadyAsync(Process process)
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        try
        {
            Uri? control = null;
            while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                if (ControlLine().Match(line) is { Success: true } match) control = new Uri(match.Groups[1].Value);
                if (line.StartsWith("ready ", StringComparison.Ordinal)) return control;
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The API server was not ready within {StartTimeout.TotalSeconds} s");
        }

        throw new InvalidOperationException("The API server ended before it was ready");
    }

    private async Task ApplyDefinitionAsync()
    {
        var definition = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(RepositoryFile("deploy", "crd", "settlementruns.yaml")));
        var client = new ResourceClient<V1CustomResourceDefinition>(Admin, TimeProvider.System);
        await client.ApplyAsync(null, definition.Metadata.Name, null, definition, "test", CancellationToken.None);
        using var timeout = new CancellationTokenSource(StartTimeout);
        await Wait.UntilAsync(
            async () => (await client.GetAsync(null, definition.Metadata.Name, timeout.Token))?.Status?.Conditions?.Any(c => c is { Type: "Established", Status: "True" }) == true,
            "the definition is established",
            timeout.Token);
        await Wait.UntilAsync(
            async () => await ServesAsync(timeout.Token),
            "runs are served",
            timeout.Token);
    }

    private async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new ResourceClient<SettlementRun>(Admin, TimeProvider.System).ListAsync(new ResourceScope("default"), 1, null, cancellationToken);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    [GeneratedRegex("^control (.*)$")]
    private static partial Regex ControlLine();
}
