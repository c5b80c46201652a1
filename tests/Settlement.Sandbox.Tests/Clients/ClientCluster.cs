using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Cluster;
using Settlement.Sandbox.Kubernetes;
using Settlement.Sandbox.Tests.Cluster;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>An API server with one sandbox node, and a home for its clients' caches and files.</summary>
internal sealed class ClientCluster : IAsyncDisposable
{
    /// <summary>An image whose argument is a shell script; it stands for a program of this machine.</summary>
    public const string Image = "example.com/script:1";

    private readonly string _folder;
    private readonly IAsyncDisposable _server;
    private SandboxCluster? _node;
    private int _namespaces;

    private ClientCluster(string folder, IAsyncDisposable server, string kubeconfig)
    {
        (_folder, _server, Kubeconfig) = (folder, server, kubeconfig);
        Home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        Configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
    }

    public string Kubeconfig { get; }

    public string Home { get; }

    public KubernetesClientConfiguration Configuration { get; }

    public static async Task<ClientCluster> StartAsync(ServerKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("settlement-clients-").FullName;
        var cluster = kind == ServerKind.Embedded ? await EmbedAsync(folder) : await RunAsync(folder);
        try
        {
            cluster._node = await SandboxCluster.StartAsync(cluster.Configuration, Options(folder), TimeProvider.System, NullLoggerFactory.Instance);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The command-line tools, working in a fresh namespace.</summary>
    public async Task<CommandLine> NamespaceAsync(string story)
    {
        await PinnedTools.RequireAsync();
        var tools = new CommandLine(this, $"{story}-{Interlocked.Increment(ref _namespaces)}");
        await tools.KubectlAsync("create", "namespace", tools.Namespace);
        return tools;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static SandboxClusterOptions Options(string folder) => new()
    {
        Images = new Dictionary<string, SandboxImage> { [Image] = new(["/bin/sh", "-c"]) },
        StateDirectory = Path.Combine(folder, "node"),
        ShutdownGrace = TimeSpan.FromSeconds(2),
    };

    private static async Task<ClientCluster> EmbedAsync(string folder)
    {
        var server = await KubernetesServer.StartAsync(new KubernetesServerOptions(), CancellationToken.None);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, server.Kubeconfig);
        return new ClientCluster(folder, server, kubeconfig);
    }

    private static async Task<ClientCluster> RunAsync(string folder)
    {
        var server = await ApiServerProcess.StartAsync(ServerKinds.Variable) ?? throw new InvalidOperationException($"{ServerKinds.Variable} does not name an API server.");
        return new ClientCluster(folder, server, server.KubeconfigPath);
    }
}
