using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Settlement.Kubernetes.Resources;
using Settlement.Operator.Hosting;
using Settlement.Operator.Run;

namespace Settlement.Operator.Command;

/// <summary>settlement operator: turns SettlementRuns into settlers.</summary>
internal static class OperatorCommand
{
    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var @namespace = new Option<string?>("--namespace") { Description = "Watch this namespace only; default: all." };
        var image = new Option<string?>("--image") { Description = "Image of settlers whose run names none; default: SETTLEMENT_IMAGE." };
        var format = new Option<LogFormat>("--log-format") { Description = "text or json.", DefaultValueFactory = _ => LogFormat.Text };
        var listen = new Option<string>("--listen")
        {
            Description = "Where /livez, /readyz and /metrics are served; default: port 8080 of POD_IP.",
            DefaultValueFactory = _ => ServiceHost.DefaultAddress,
        };
        var command = new System.CommandLine.Command("operator", "Runs the operator: one or more replicas, of which one works.") { @namespace, image, format, listen };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(image) ?? Variable("SETTLEMENT_IMAGE")) is null) result.AddError("No image for settlers: give --image or set SETTLEMENT_IMAGE.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new OperatorOptions
            {
                Namespace = parsed.GetValue(@namespace),
                Settlers = new SettlerDefaults((parsed.GetValue(image) ?? Variable("SETTLEMENT_IMAGE"))!, SettlerDefaults.FromOwnEnvironment()),
                LeaseNamespace = Variable("POD_NAMESPACE") ?? parsed.GetValue(@namespace) ?? "default",
                Instance = Variable("POD_NAME") ?? Environment.MachineName,
                InstanceUid = Variable("POD_UID") ?? "",
            };
            var builder = ServiceHost.Begin("settlement-operator", options.Instance, parsed.GetValue(format), parsed.GetValue(listen)!);
            builder.Services.AddOperator(options, KubernetesConnection.Configure);
            var app = ServiceHost.Build(builder);
            await using (app.ConfigureAwait(false))
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
                await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            }

            return 0;
        });
        return command;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
