using k8s;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>A Deployment's numbers and its conditions Available and Progressing.</summary>
internal sealed class DeploymentStatus(IKubernetes client, TimeProvider time)
{
    public async Task WriteAsync(V1Deployment deployment, V1ReplicaSet? current, List<V1ReplicaSet> old, CancellationToken cancellationToken)
    {
        var all = current is null ? old : [current, .. old];
        var wanted = deployment.Spec.Replicas ?? 1;
        var total = all.Sum(set => set.Status?.Replicas ?? 0);
        var available = all.Sum(set => set.Status?.AvailableReplicas ?? 0);
        var updated = current?.Status?.Replicas ?? 0;
        var complete = updated == wanted && total == wanted && available == wanted;
        var unavailable = deployment.Spec.Strategy?.Type == "Recreate" ? 0 : deployment.Spec.Strategy?.RollingUpdate?.MaxUnavailable?.Of(wanted, roundUp: false) ?? (wanted / 4);
        var enough = available >= wanted - unavailable;
        var status = new V1DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = total,
            UpdatedReplicas = updated,
            ReadyReplicas = all.Sum(set => set.Status?.ReadyReplicas ?? 0),
            AvailableReplicas = available,
            UnavailableReplicas = Math.Max(0, wanted - available),
            TerminatingReplicas = all.Sum(set => set.Status?.TerminatingReplicas ?? 0),
            CollisionCount = deployment.Status?.CollisionCount,
            Conditions =
            [
                Condition(deployment, "Available", enough, enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability."),
                Condition(deployment, "Progressing", true, complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", complete ? $"ReplicaSet \"{current?.Name()}\" has successfully progressed." : $"ReplicaSet \"{current?.Name()}\" is progressing."),
            ],
        };
        if (KubernetesJson.Serialize(status) != KubernetesJson.Serialize(deployment.Status ?? new V1DeploymentStatus()))
        {
            deployment.Status = status;
            await client.AppsV1.ReplaceNamespacedDeploymentStatusAsync(deployment, deployment.Name(), deployment.Namespace(), cancellationToken: cancellationToken);
        }
    }

    private V1DeploymentCondition Condition(V1Deployment deployment, string type, bool holds, string reason, string message)
    {
        var status = holds ? "True" : "False";
        var known = deployment.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        if (known is not null && known.Status == status && known.Reason == reason && known.Message == message)
        {
            return known;
        }

        var now = time.GetUtcNow().UtcDateTime;
        return new V1DeploymentCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = known?.Status == status ? known.LastTransitionTime : now,
        };
    }
}
