using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Nodes;

/// <summary>Nodes, which register themselves with their status.</summary>
internal sealed class NodeStrategy() : KindStrategy(NodeTable.View, new KindTraits { KeepsStatusOnCreate = true })
{
    public override void Default(JsonObject value)
    {
        if (value.Object("status", "capacity") is { } capacity && value.Object("status", "allocatable") is null)
        {
            value.Part("status")["allocatable"] = capacity.DeepClone();
        }
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["spec.unschedulable"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string>
    {
        ["spec.unschedulable"] = value.Object("spec").Flag("unschedulable") ? "true" : "false",
    };
}
