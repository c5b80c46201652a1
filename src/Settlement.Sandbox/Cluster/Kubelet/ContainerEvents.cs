using System.Globalization;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// Events about one container, on its pod. Starts and ends carry the pid, and where there is one the signal, as annotations too, for programs to read.
/// </summary>
internal sealed class ContainerEvents(EventRecorder events, V1Pod pod, string container, bool isInit)
{
    public const string PidAnnotation = "sandbox.settlement.marketclose.io/pid";
    public const string SignalAnnotation = "sandbox.settlement.marketclose.io/signal";

    private readonly V1ObjectReference _regarding = PodReference.Of(pod, $"spec.{(isInit ? "initContainers" : "containers")}{{{container}}}");

    public void Warning(string reason, string note) => events.Warning(_regarding, reason, note);

    public void Started(ContainerProcess process) =>
        events.Normal(_regarding, "Started", $"Started container {container} as process {process.Pid}", process.StartedAt, Facts(process.Pid, null));

    public void Killing(int pid, string signal) =>
        events.Normal(_regarding, "Killing", $"Stopping container {container}: {signal} to process {pid}", annotations: Facts(pid, HostProcesses.SigTerm));

    public void Unhealthy(string probe, string failure) => events.Warning(_regarding, "Unhealthy", $"{probe} probe failed: {failure}");

    public void Ended(int pid, ContainerExit exit, ContainerKiller killer)
    {
        if (exit.Signal is { } signal)
        {
            var by = killer.Killed is { } killed ? $" ({killed.Cause})" : "";
            events.Normal(_regarding, "Killed", $"Container {container}, process {pid}, ended by signal {signal}{by}", killer.Killed?.At ?? exit.FinishedAt, Facts(pid, signal));
        }
        else if (exit.ExitCode != 0)
        {
            events.Warning(_regarding, "Failed", $"Container {container}, process {pid}, ended with exit code {exit.ExitCode}", exit.FinishedAt, Facts(pid, null));
        }
        else
        {
            events.Normal(_regarding, "Completed", $"Container {container}, process {pid}, ended with exit code 0", exit.FinishedAt, Facts(pid, null));
        }
    }

    private static Dictionary<string, string> Facts(int pid, int? signal)
    {
        var facts = new Dictionary<string, string> { [PidAnnotation] = pid.ToString(CultureInfo.InvariantCulture) };
        if (signal is { } number)
        {
            facts[SignalAnnotation] = number.ToString(CultureInfo.InvariantCulture);
        }

        return facts;
    }
}

/// <summary>A pod as the subject of an event.</summary>
internal static class PodReference
{
    public static V1ObjectReference Of(V1Pod pod, string? fieldPath = null) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        NamespaceProperty = pod.Metadata.NamespaceProperty,
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
        FieldPath = fieldPath,
    };
}
