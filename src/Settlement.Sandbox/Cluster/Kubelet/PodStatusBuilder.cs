using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Whether and why a pod's processes have ended other than by themselves.</summary>
internal enum PodEnd
{
    No,

    /// <summary>The pod is deleted and none of its processes is left.</summary>
    Deleted,

    /// <summary>The sandbox stops; the next one will run the pod again.</summary>
    Interrupted,
}

/// <summary>Derives a pod's status from its containers, and remembers when each condition last changed. Used by one task at a time.</summary>
internal sealed class PodStatusBuilder(TimeProvider time)
{
    private readonly Dictionary<string, (string Status, DateTime Since)> _conditions = [];
    private readonly DateTime _startTime = time.GetUtcNow().UtcDateTime;

    /// <summary>The body of a strategic merge patch; its uid keeps it from landing on a successor of the same name.</summary>
    public string Patch(V1Pod pod, PodSurroundings surroundings, IReadOnlyList<ContainerSnapshot> inits, IReadOnlyList<ContainerSnapshot> mains, PodEnd end)
    {
        var status = new V1PodStatus
        {
            Phase = PhaseOf(inits, mains, end),
            HostIP = PodSurroundings.HostAddress,
            HostIPs = [new V1HostIP { Ip = PodSurroundings.HostAddress }],
            PodIP = surroundings.Address.ToString(),
            StartTime = _startTime,
            QosClass = "BestEffort",
            ObservedGeneration = pod.Metadata.Generation,
            InitContainerStatuses = inits.Count == 0 ? null : [.. inits.Select(init => init.ToStatus())],
            ContainerStatuses = [.. mains.Select(main => main.ToStatus())],
            Conditions = ConditionsOf(pod, inits, mains),
        };
        var node = JsonNode.Parse(KubernetesJson.Serialize(status))!;

        // podIPs merge by address: without the replacement an address given by an earlier sandbox would stay.
        node["podIPs"] = new JsonArray(new JsonObject { ["$patch"] = "replace" }, new JsonObject { ["ip"] = surroundings.Address.ToString() });
        return new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid }, ["status"] = node }.ToJsonString();
    }

    private static string PhaseOf(IReadOnlyList<ContainerSnapshot> inits, IReadOnlyList<ContainerSnapshot> mains, PodEnd end)
    {
        if (end == PodEnd.Interrupted)
        {
            return "Running";
        }

        if (inits.Any(init => init.Finished && !init.Succeeded))
        {
            return "Failed";
        }

        if (mains.All(main => main.Finished) || end == PodEnd.Deleted)
        {
            return mains.All(main => main.ExitCode == 0) ? "Succeeded" : "Failed";
        }

        return mains.Any(main => main.State.Waiting is null || main.RestartCount > 0) ? "Running" : "Pending";
    }

    private List<V1PodCondition> ConditionsOf(V1Pod pod, IReadOnlyList<ContainerSnapshot> inits, IReadOnlyList<ContainerSnapshot> mains)
    {
        var ready = mains.All(main => main.Ready);
        var gates = (pod.Spec.ReadinessGates ?? [])
            .All(gate => pod.Status?.Conditions?.Any(condition => condition.Type == gate.ConditionType && condition.Status == "True") == true);
        var notReady = mains.All(main => main.Finished) ? "PodCompleted" : "ContainersNotReady";
        return
        [
            Condition("PodScheduled", true, null),
            Condition("Initialized", inits.All(init => init.Succeeded), "ContainersNotInitialized"),
            Condition("ContainersReady", ready, notReady),
            Condition("Ready", ready && gates, ready ? "ReadinessGatesNotReady" : notReady),
        ];
    }

    private V1PodCondition Condition(string type, bool holds, string? reasonIfNot)
    {
        var status = holds ? "True" : "False";
        if (!_conditions.TryGetValue(type, out var known) || known.Status != status)
        {
            known = (status, time.GetUtcNow().UtcDateTime);
            _conditions[type] = known;
        }

        return new V1PodCondition { Type = type, Status = status, Reason = holds ? null : reasonIfNot, LastTransitionTime = known.Since };
    }
}
