using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Cluster;

namespace Settlement.Sandbox.Services;

/// <summary>What the objects of a kept world say of its former life that is no longer so: the processes of its pods have ended, and its node with them.</summary>
internal static class FormerLife
{
    /// <summary>Removes the nodes of earlier sandboxes and the pods that were bound to a node; controllers make new pods.</summary>
    /// <param name="client">An API server that is the sandbox's own, before any node is on it.</param>
    /// <param name="logger">Told how many pods there were.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RemoveAsync(IKubernetes client, ILogger logger, CancellationToken cancellationToken)
    {
        foreach (var node in (await client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken)).Items)
        {
            if (node.Metadata.Annotations?.ContainsKey(NodeRegistration.StateAnnotation) == true)
                await client.CoreV1.DeleteNodeAsync(node.Name(), cancellationToken: cancellationToken);
        }

        var pods = (await client.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: cancellationToken)).Items.Where(static pod => pod.Spec.NodeName is not null).ToList();
        foreach (var pod in pods)
            await client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), pod.Namespace(), new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: cancellationToken);
        if (pods.Count > 0)
            Log.FormerPodsRemoved(logger, pods.Count);
    }
}
