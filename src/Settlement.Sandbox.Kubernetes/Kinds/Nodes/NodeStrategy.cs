using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Nodes;

/// <summary>Nodes, which register themselves with their status.</summary>
internal sealed class NodeStrategy() : KindStrategy(NodeTable.View, new KindTraits { KeepsStatusOnCreate = true })
{
    private static readonly string[] Info =
    [
        "machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion", "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture",
    ];

    public override void Default(JsonObject value)
    {
        value.Part("spec");
        var status = value.Part("status");
        if (status["allocatable"] is null && status.Object("capacity") is { } capacity)
        {
            status["allocatable"] = capacity.DeepClone();
        }

        Quantity.Canonicalize(status.Object("capacity"));
        Quantity.Canonicalize(status.Object("allocatable"));
        status.Part("daemonEndpoints").Part("kubeletEndpoint").Missing("Port", 0L);
        var info = status.Part("nodeInfo");
        foreach (var name in Info)
        {
            info.Missing(name, "");
        }

        status.Conditions("lastHeartbeatTime", "lastTransitionTime");
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["spec.unschedulable"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string>
    {
        ["spec.unschedulable"] = value.Object("spec").Flag("unschedulable") ? "true" : "false",
    };
}
