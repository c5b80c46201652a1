using System.Globalization;
using k8s;
using k8s.Models;
using Settlement.Sandbox.Cluster.Kubelet;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>Reads from the API server's events which processes of a run were killed.</summary>
internal static class KillReader
{
    /// <summary>The kills of a run's settlers, in the order of time.</summary>
    public static async Task<IReadOnlyList<Kill>> ReadAsync(IKubernetes client, string run, CancellationToken cancellationToken)
    {
        var events = await client.EventsV1.ListNamespacedEventAsync(SandboxWorld.Namespace, cancellationToken: cancellationToken);
        return [.. events.Items
            .Where(item => item.Reason == "Killed" && IsSigKill(item) && item.EventTime is not null && item.Regarding.Name.StartsWith($"{run}-settler-", StringComparison.Ordinal))
            .Select(static item => new Kill(item.Regarding.Name, item.Regarding.Uid, new DateTimeOffset(item.EventTime!.Value.ToUniversalTime())))
            .OrderBy(static kill => kill.At)];
    }

    private static bool IsSigKill(Eventsv1Event item) =>
        item.Metadata.Annotations is { } facts
        && facts.TryGetValue(ContainerEvents.SignalAnnotation, out var signal)
        && signal == HostProcesses.SigKill.ToString(CultureInfo.InvariantCulture);
}
