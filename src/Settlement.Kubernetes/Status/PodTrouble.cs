using k8s.Models;

namespace Settlement.Kubernetes.Status;

/// <summary>Why a pod does not run.</summary>
/// <param name="Pod">Name of the pod.</param>
/// <param name="Reason">Kubernetes' own word for it, such as ImagePullBackOff.</param>
/// <param name="Message">Its own explanation; may be empty.</param>
public sealed record PodTrouble(string Pod, string Reason, string Message)
{
    private static readonly string[] Starting = ["ContainerCreating", "PodInitializing"];

    /// <summary>Finds what keeps a pod from running.</summary>
    /// <returns>The trouble; null when the pod runs, has ended well, or is on its way.</returns>
    public static PodTrouble? Of(V1Pod pod)
    {
        var name = pod.Metadata.Name;
        if (pod.Metadata.DeletionTimestamp is not null) return null;
        foreach (var container in pod.Status?.ContainerStatuses ?? [])
        {
            if (container.State?.Waiting is { Reason.Length: > 0 } waiting && !Starting.Contains(waiting.Reason)) return new(name, waiting.Reason, waiting.Message ?? "");
        }

        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
            return new(name, unscheduled.Reason ?? "Unschedulable", unscheduled.Message ?? "");
        return pod.Status?.Phase == "Failed" ? new(name, pod.Status.Reason ?? "Failed", pod.Status.Message ?? "") : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Message.Length > 0 ? $"pod {Pod}: {Reason}: {Message}" : $"pod {Pod}: {Reason}";
}
