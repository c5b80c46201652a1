using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>Replica sets.</summary>
internal sealed class ReplicaSetStrategy() : KindStrategy(WorkloadTables.ReplicaSets, new KindTraits { Generations = Generations.Spec })
{
    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing("replicas", 1L);
        PodDefaults.Template(spec.Part("template").Part("spec"));
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        Selectors.Check(spec, "deployment", errors);
        errors.NotNegative(spec, "spec", "replicas");
        Selectors.CheckTemplate(spec, errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        errors.Unchanged(value.Object("spec"), old.Object("spec"), "spec", "selector");
        Validate(value, scope, errors);
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["status.replicas"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string>
    {
        ["status.replicas"] = (value.Object("status").Number("replicas") ?? 0).ToString(CultureInfo.InvariantCulture),
    };
}
