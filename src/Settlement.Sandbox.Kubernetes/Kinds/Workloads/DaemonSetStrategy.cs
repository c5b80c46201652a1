using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>Daemon sets.</summary>
internal sealed class DaemonSetStrategy() : KindStrategy(WorkloadTables.DaemonSets, new KindTraits { Generations = Generations.Spec })
{
    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing("revisionHistoryLimit", 10L);
        var update = spec.Part("updateStrategy");
        update.Missing("type", "RollingUpdate");
        if (update.Text("type") == "RollingUpdate")
        {
            update.Part("rollingUpdate").Missing(("maxUnavailable", 1L), ("maxSurge", 0L));
        }

        PodDefaults.Template(spec.Part("template").Part("spec"));
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        Selectors.Check(value.Object("spec"), "daemonset", errors);
        Selectors.CheckTemplate(value.Object("spec"), errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        errors.Unchanged(value.Object("spec"), old.Object("spec"), "spec", "selector");
        Validate(value, scope, errors);
    }
}
