using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>Deployments.</summary>
internal sealed class DeploymentStrategy() : KindStrategy(WorkloadTables.Deployments, new KindTraits { Generations = Generations.SpecAndAnnotations, StatusKeepsLabels = true })
{
    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing(("replicas", 1L), ("revisionHistoryLimit", 10L), ("progressDeadlineSeconds", 600L));
        var strategy = spec.Part("strategy");
        strategy.Missing("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Part("rollingUpdate").Missing(("maxUnavailable", "25%"), ("maxSurge", "25%"));
        }

        PodDefaults.Template(spec.Part("template").Part("spec"));
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        Selectors.Check(spec, "deployment", errors);
        errors.NotNegative(spec, "spec", "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
        if (spec.Number("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Number("minReadySeconds") ?? 0))
        {
            errors.Add(FieldError.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }

        CheckStrategy(spec.Object("strategy"), errors);
        Selectors.CheckTemplate(spec, errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        errors.Unchanged(value.Object("spec"), old.Object("spec"), "spec", "selector");
        Validate(value, scope, errors);
    }

    private static void CheckStrategy(JsonObject? strategy, List<FieldError> errors)
    {
        const string Path = "spec.strategy";
        var rolling = strategy.Object("rollingUpdate");
        switch (strategy.Text("type"))
        {
            case "RollingUpdate" when IsNone(rolling?["maxUnavailable"]) && IsNone(rolling?["maxSurge"]):
                errors.Add(FieldError.Invalid(Path + ".rollingUpdate.maxUnavailable", rolling!["maxUnavailable"]!.DeepClone(), "may not be 0 when `maxSurge` is 0"));
                break;
            case "RollingUpdate":
                break;
            case "Recreate" when rolling is not null:
                errors.Add(FieldError.Forbidden(Path + ".rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
                break;
            case "Recreate":
                break;
            default:
                errors.Add(FieldError.Unsupported(Path, strategy?.DeepClone(), ["Recreate", "RollingUpdate"]));
                break;
        }
    }

    private static bool IsNone(JsonNode? value) => value?.ToJsonString() is "0" or "\"0%\"";
}
