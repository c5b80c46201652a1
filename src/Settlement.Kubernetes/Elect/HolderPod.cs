using k8s.Models;

namespace Settlement.Kubernetes.Elect;

/// <summary>Judges from successive states of a holder's pod whether the holder's process has ended.</summary>
/// <remarks>
/// A pod that is being deleted still runs. A running container is the holder's, unless it is another one than in the
/// first state seen: the holder had taken the lease before, so its process was in the first one or an earlier one.
/// </remarks>
internal sealed class HolderPod(HolderIdentity holder, string container)
{
    private string? _firstContainerId;

    /// <param name="pod">The pod of the holder's name as it is now; null when there is none.</param>
    /// <returns>How the process ended; null when it is not known to have ended.</returns>
    public HolderEnd? Judge(V1Pod? pod)
    {
        if (pod is null)
            return HolderEnd.PodGone;
        if (pod.Metadata?.Uid != holder.PodUid)
            return HolderEnd.PodReplaced;
        if (pod.Status?.Phase is "Succeeded" or "Failed")
            return HolderEnd.ContainerTerminated;
        var status = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == container);
        return status is not null && Terminated(status) ? HolderEnd.ContainerTerminated : null;
    }

    private bool Terminated(V1ContainerStatus status)
    {
        if (status.State?.Terminated is not null || (status.State?.Waiting is not null && status.LastState?.Terminated is not null))
            return true;
        if (string.IsNullOrEmpty(status.ContainerID))
            return false;
        _firstContainerId ??= status.ContainerID;
        return status.ContainerID != _firstContainerId;
    }
}
