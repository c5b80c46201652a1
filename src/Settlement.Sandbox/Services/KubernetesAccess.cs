using System.Net.Sockets;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes;

namespace Settlement.Sandbox.Services;

/// <summary>The API server that the environment gives, else the embedded one; with the rights of an administrator.</summary>
public sealed class KubernetesAccess : IAsyncDisposable
{
    /// <summary>Variable that names the kubeconfig.</summary>
    public const string Variable = "KUBECONFIG";

    private KubernetesAccess(KubernetesClientConfiguration configuration, k8s.Kubernetes client, string kubeconfig, KubernetesServer? embedded)
    {
        Embedded = embedded;
        Configuration = configuration;
        Client = client;
        Kubeconfig = kubeconfig;
    }

    /// <summary>How to reach it.</summary>
    public KubernetesClientConfiguration Configuration { get; }

    /// <summary>A client for it; lives as long as this object.</summary>
    public k8s.Kubernetes Client { get; }

    /// <summary>The kubeconfig file, absolute.</summary>
    public string Kubeconfig { get; }

    /// <summary>The server in this process; null where the environment gives one.</summary>
    public KubernetesServer? Embedded { get; }

    /// <summary>File with the requests that the embedded server refused, one JSON object per line; null where the environment gives a server.</summary>
    public string? DeniedLog { get; private init; }

    /// <summary>Connects to the API server of <c>KUBECONFIG</c>, or starts the embedded one where the variable is not set.</summary>
    /// <exception cref="SandboxException">The file is not usable, or nobody answers.</exception>
    public static Task<KubernetesAccess> OpenAsync(StateDirectory state, ILoggerFactory loggers, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file
            ? ConnectAsync(file, logger, cancellationToken)
            : EmbedAsync(state, loggers, logger, time, cancellationToken);
    }

    private static async Task<KubernetesAccess> EmbedAsync(StateDirectory state, ILoggerFactory loggers, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var directory = state.NewDataDirectory("kubernetes");
        // Keys, and the secrets among the objects.
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var denied = Path.Combine(directory, "denied.jsonl");
        File.Delete(denied);
        var options = new KubernetesServerOptions { ControlPort = 0, DeniedLog = denied, Time = time, Logging = loggers };
        if (state.Kept is { } kept)
            options = options with { Port = kept.Port("kubernetes"), DataDirectory = directory };
        var server = await KubernetesServer.StartAsync(options, cancellationToken);
        var kubeconfig = Path.Combine(directory, "kubeconfig");
        WriteForOwner(kubeconfig, server.Kubeconfig);
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        Log.ServerEmbedded(logger, server.Address);
        return new KubernetesAccess(configuration, new k8s.Kubernetes(configuration), kubeconfig, server) { DeniedLog = denied };
    }

    /// <summary>Connects to the API server of a kubeconfig's current context and checks that it answers.</summary>
    /// <exception cref="SandboxException">The file is not usable, or nobody answers.</exception>
    public static async Task<KubernetesAccess> ConnectAsync(string file, ILogger logger, CancellationToken cancellationToken)
    {
        var configuration = Load(file);
        var client = new k8s.Kubernetes(configuration);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Timeouts.GivenServer);
            var version = await client.Version.GetCodeAsync(patience.Token);
            Log.ServerGiven(logger, $"Kubernetes {version.GitVersion}", configuration.Host);
            return new KubernetesAccess(configuration, client, Path.GetFullPath(file), null);
        }
        catch (Exception silent) when (silent is HttpRequestException or HttpOperationException or SocketException or OperationCanceledException)
        {
            client.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new SandboxException($"The API server {configuration.Host} of {Variable}={file} does not answer: {Reason(silent)}. Start it, or correct the file.", silent);
        }
    }

    /// <summary>Writes a kubeconfig that works from any directory and alone: files that it names are taken into it.</summary>
    /// <param name="file">Where to; readable for its owner only, since it holds an administrator's keys.</param>
    public void CopyTo(string file)
    {
        var config = KubernetesClientConfiguration.LoadKubeConfig(Kubeconfig);
        foreach (var cluster in config.Clusters ?? [])
            (cluster.ClusterEndpoint.CertificateAuthorityData, cluster.ClusterEndpoint.CertificateAuthority) =
                Inline(cluster.ClusterEndpoint.CertificateAuthorityData, cluster.ClusterEndpoint.CertificateAuthority);
        foreach (var user in config.Users ?? [])
            Inline(user.UserCredentials);
        WriteForOwner(file, KubernetesYaml.Serialize(config));
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    internal static void WriteForOwner(string file, string text)
    {
        using var writer = new StreamWriter(new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }));
        writer.Write(text);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (Embedded is not null)
            await Embedded.DisposeAsync();
    }

    private static KubernetesClientConfiguration Load(string file)
    {
        if (!File.Exists(file))
            throw new SandboxException($"{Variable}={file} names no file. Set it to one kubeconfig file.");
        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
        }
        catch (Exception unusable) when (unusable is KubeConfigException or YamlDotNet.Core.YamlException)
        {
            throw new SandboxException($"{Variable}={file} is no usable kubeconfig: {unusable.Message}", unusable);
        }
    }

    private static string Reason(Exception failure) => failure switch
    {
        OperationCanceledException => $"no answer within {Timeouts.GivenServer.TotalSeconds:0} s",
        HttpOperationException refused => $"it answers {(int)refused.Response.StatusCode}",
        _ => failure.Message,
    };

    private static void Inline(UserCredentials user)
    {
        (user.ClientCertificateData, user.ClientCertificate) = Inline(user.ClientCertificateData, user.ClientCertificate);
        (user.ClientKeyData, user.ClientKey) = Inline(user.ClientKeyData, user.ClientKey);
    }

    private static (string? Data, string? File) Inline(string? data, string? file) =>
        string.IsNullOrEmpty(data) && !string.IsNullOrEmpty(file) ? (Convert.ToBase64String(File.ReadAllBytes(file)), null) : (data, file);
}
