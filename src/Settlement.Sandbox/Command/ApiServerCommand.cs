using System.CommandLine;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox apiserver</c>: the embedded Kubernetes API server alone, for tests and scripts.</summary>
internal static class ApiServerCommand
{
    private static readonly Option<int> Port = new("--port") { HelpName = "N", Description = "Port of the API on 127.0.0.1; 0 takes a free one." };

    private static readonly Option<int> ControlPort = new("--control-port")
    {
        HelpName = "N",
        Description = "Port of the control endpoint, which disturbs the server on purpose; 0 takes a free one, -1 leaves it off.",
        DefaultValueFactory = static _ => -1,
    };

    private static readonly Option<string?> Data = new("--data-dir") { HelpName = "DIR", Description = "Keeps objects and certificates there, for restarts. Default: nothing is kept." };

    private static readonly Option<string?> Kubeconfig = new("--kubeconfig-out") { HelpName = "FILE", Description = "Writes the administrator's kubeconfig just before the server is ready." };

    private static readonly Option<string[]> Tokens = new("--token") { HelpName = "USER=TOKEN", Description = "Bearer token of a user, repeatable; the user admin may do everything.", DefaultValueFactory = static _ => [] };

    private static readonly Option<string?> Denied = new("--audit-denied") { HelpName = "FILE", Description = "Appends every refused request, one JSON object per line." };

    private static readonly Option<bool> Garbage = new("--gc") { Description = "Removes objects whose owners are gone.", DefaultValueFactory = static _ => true };

    private static readonly Option<bool> Namespaces = new("--namespace-controller") { Description = "Empties deleted namespaces, and gives new ones their service account.", DefaultValueFactory = static _ => true };

    private static readonly Option<bool> WithInput = new("--exit-on-stdin-eof") { Description = "Stops when standard input ends, so that the server cannot outlive what started it." };

    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var command = new System.CommandLine.Command("apiserver", "Runs the embedded Kubernetes API server alone, until Ctrl-C or SIGTERM. For trying and testing only; listens on 127.0.0.1.")
        {
            Port, ControlPort, Data, Kubeconfig, Tokens, Denied, Garbage, Namespaces, WithInput,
        };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(() => RunAsync(arguments, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning));
        var options = new KubernetesServerOptions
        {
            Port = arguments.GetValue(Port),
            ControlPort = arguments.GetValue(ControlPort),
            DataDirectory = arguments.GetValue(Data),
            Tokens = Pairs(arguments.GetValue(Tokens) ?? []),
            DeniedLog = arguments.GetValue(Denied),
            GarbageCollection = arguments.GetValue(Garbage),
            NamespaceController = arguments.GetValue(Namespaces),
            Logging = loggers,
        };
        await using var server = await StartAsync(options, cancellationToken);
        if (arguments.GetValue(Kubeconfig) is { } file)
        {
            KubernetesAccess.WriteForOwner(file, server.Kubeconfig);
        }

        if (server.ControlAddress is { } control)
        {
            await Console.Out.WriteLineAsync($"control {Origin(control)}");
        }

        await Console.Out.WriteLineAsync($"ready {Origin(server.Address)}");
        await ServerEnd.WaitAsync(arguments.GetValue(WithInput), cancellationToken);
    }

    private static async Task<KubernetesServer> StartAsync(KubernetesServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await KubernetesServer.StartAsync(options, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The API server could not start: {e.Message} Take another port or directory.", e);
        }
    }

    private static Dictionary<string, string> Pairs(string[] given)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in given)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1)
            {
                throw new SandboxException($"--token {pair}: write it as USER=TOKEN.");
            }

            tokens[pair[(at + 1)..]] = pair[..at];
        }

        return tokens;
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
