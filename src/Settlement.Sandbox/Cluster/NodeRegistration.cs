using System.Globalization;
using System.Runtime.InteropServices;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster;

/// <summary>The sandbox's Node and its lease. Refuses a cluster that has nodes: its pods would belong to real kubelets.</summary>
internal sealed class NodeRegistration(IKubernetes client, string name, string stateDirectory, int endpointPort, TimeProvider time, ILogger log)
{
    /// <summary>On a node that a sandbox has registered: its state directory.</summary>
    internal const string StateAnnotation = "sandbox.settlement.marketclose.io/state-directory";
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(10);

    /// <exception cref="SandboxClusterException">The cluster has a node that is not this sandbox's own.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var nodes = await client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
        foreach (var node in nodes.Items)
        {
            // Left by a killed sandbox on the same folder; the folder's lock says that it is dead.
            if (node.Name() != name || node.Metadata.Annotations?.TryGetValue(StateAnnotation, out var folder) != true || folder != stateDirectory)
            {
                throw new SandboxClusterException(
                    $"The cluster already has the node {node.Name()}. The sandbox runs pods as processes of this machine and only on an API server without nodes; "
                    + "use a cluster of its own (another KUBECONFIG), or, if an earlier sandbox left this node behind, delete it: "
                    + $"kubectl delete node {node.Name()}");
            }
        }

        if (nodes.Items.Count == 0)
        {
            await client.CoreV1.CreateNodeAsync(NewNode(), cancellationToken: cancellationToken);
        }

        await WriteStatusAsync(cancellationToken);
        await RenewLeaseAsync(cancellationToken);
    }

    public async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(HeartbeatPeriod, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RenewLeaseAsync(cancellationToken);
                await WriteStatusAsync(cancellationToken);
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested || ApiErrors.IsFromServer(e) || e is TaskCanceledException)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    log.HeartbeatFailed(e, name);
                }
            }
        }
    }

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.DeleteNodeAsync(name, cancellationToken: cancellationToken);
            await client.CoordinationV1.DeleteNamespacedLeaseAsync(name, LeaseNamespace, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e))
        {
            // Somebody has cleaned up before.
            return;
        }
        catch (Exception e) when (ApiErrors.IsFromServer(e) || e is OperationCanceledException)
        {
            log.NodeNotDeleted(e, name);
        }
    }

    private V1Node NewNode() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Labels = new Dictionary<string, string>
            {
                ["kubernetes.io/hostname"] = name,
                ["kubernetes.io/os"] = "linux",
                ["kubernetes.io/arch"] = Architecture,
                ["sandbox.settlement.marketclose.io/node"] = "true",
            },
            Annotations = new Dictionary<string, string> { [StateAnnotation] = stateDirectory },
        },
        Spec = new V1NodeSpec(),
    };

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private async Task WriteStatusAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var room = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            ["memory"] = new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes.ToString(CultureInfo.InvariantCulture)),
            ["pods"] = new(Kubelet.PodAddresses.Capacity.ToString(CultureInfo.InvariantCulture)),
        };
        var status = new V1NodeStatus
        {
            Addresses = [new V1NodeAddress { Type = "InternalIP", Address = "127.0.0.1" }, new V1NodeAddress { Type = "Hostname", Address = name }],
            DaemonEndpoints = new V1NodeDaemonEndpoints { KubeletEndpoint = new V1DaemonEndpoint { Port = endpointPort } },
            Capacity = room,
            Allocatable = room,
            Conditions = [new V1NodeCondition { Type = "Ready", Status = "True", Reason = "KubeletReady", Message = "the sandbox runs pods as processes", LastHeartbeatTime = now }],
        };
        await client.CoreV1.PatchNodeStatusAsync(
            new V1Patch(KubernetesJson.Serialize(new { status }), V1Patch.PatchType.StrategicMergePatch), name, cancellationToken: cancellationToken);
    }

    private async Task RenewLeaseAsync(CancellationToken cancellationToken)
    {
        var lease = new V1Lease
        {
            ApiVersion = "coordination.k8s.io/v1",
            Kind = "Lease",
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1LeaseSpec { HolderIdentity = name, LeaseDurationSeconds = 40, RenewTime = time.GetUtcNow().UtcDateTime },
        };
        await client.CoordinationV1.PatchNamespacedLeaseAsync(
            new V1Patch(KubernetesJson.Serialize(lease), V1Patch.PatchType.ApplyPatch),
            name,
            LeaseNamespace,
            fieldManager: "settlement-sandbox",
            force: true,
            cancellationToken: cancellationToken);
    }
}
