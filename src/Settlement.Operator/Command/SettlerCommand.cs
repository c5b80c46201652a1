using System.CommandLine;
using k8s.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Settlement.Kubernetes.Resources;
using Settlement.Operator.Hosting;
using Settlement.Operator.Settler;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement settler</c>: one settler of a run, as the operator starts it.</summary>
internal static class SettlerCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create()
    {
        var format = new Option<LogFormat?>("--log-format") { Description = "text or json. Else the variable SETTLEMENT_LOG_FORMAT; default: text." };
        var listen = new Option<string>("--listen")
        {
            Description = "Where /startupz, /readyz, /livez and /metrics are served; default: port 8080 of POD_IP.",
            DefaultValueFactory = static _ => ServiceHost.DefaultAddress,
        };
        var command = new CliCommand("settler", "Runs one settler of a SettlementRun; the operator starts it in a pod and tells it by environment variables what to settle.") { format, listen };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(format), arguments.GetRequiredValue(listen), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(LogFormat? format, string listen, CancellationToken cancellationToken)
    {
        var code = ExitCode.Ok;
        var end = await CommandEnd.OfAsync(async () =>
        {
            var environment = SettlerEnvironment.Read(Environment.GetEnvironmentVariable);
            var chosen = format ?? DefaultFormat();
            using var kubernetes = Connect();
            var builder = ServiceHost.Begin("settlement-settler", environment.PodName, chosen, listen);
            builder.Services.AddSettler(environment, kubernetes);
            await using var app = ServiceHost.Build(builder);
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new UsageException($"{listen} cannot be listened on: {e.Message}", e);
            }

            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            code = app.Services.GetRequiredService<SettlerExit>().Code;
        }).ConfigureAwait(false);
        return end == ExitCode.Ok ? code : end;
    }

    private static k8s.Kubernetes Connect()
    {
        try
        {
            return KubernetesConnection.Open();
        }
        catch (KubeConfigException e)
        {
            throw new UsageException($"There is no way to the API server: {e.Message.TrimEnd('.')}. Set KUBECONFIG, or run in a pod.", e);
        }
    }

    private static LogFormat DefaultFormat()
    {
        var text = Environment.GetEnvironmentVariable("SETTLEMENT_LOG_FORMAT");
        if (string.IsNullOrEmpty(text))
            return LogFormat.Text;
        return Enum.TryParse<LogFormat>(text, ignoreCase: true, out var format) && Enum.IsDefined(format)
            ? format
            : throw new UsageException($"SETTLEMENT_LOG_FORMAT is '{text}'; it must be text or json.");
    }
}
