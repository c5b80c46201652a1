using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Storage;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>Stateful sets.</summary>
internal sealed class StatefulSetStrategy() : KindStrategy(WorkloadTables.StatefulSets, new KindTraits { Generations = Generations.Spec })
{
    private static readonly string[] Changeable = ["replicas", "template", "updateStrategy", "minReadySeconds", "ordinals", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy"];

    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing(("podManagementPolicy", "OrderedReady"), ("replicas", 1L), ("revisionHistoryLimit", 10L));
        var update = spec.Part("updateStrategy");
        update.Missing("type", "RollingUpdate");
        if (update.Text("type") == "RollingUpdate")
        {
            update.Part("rollingUpdate").Missing("partition", 0L);
        }

        spec.Part("persistentVolumeClaimRetentionPolicy").Missing(("whenDeleted", "Retain"), ("whenScaled", "Retain"));
        foreach (var claim in spec.Objects("volumeClaimTemplates"))
        {
            // Stored with their type and phase, as the real server does.
            claim.Missing(("kind", "PersistentVolumeClaim"), ("apiVersion", "v1"));
            ClaimStrategy.Fill(claim);
        }

        PodDefaults.Template(spec.Part("template").Part("spec"));
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        Selectors.Check(spec, "statefulset", errors);
        errors.OneOf(spec, "spec", "podManagementPolicy", "OrderedReady", "Parallel");
        CheckUpdate(spec.Object("updateStrategy"), errors);
        var retention = spec.Object("persistentVolumeClaimRetentionPolicy");
        foreach (var name in (ReadOnlySpan<string>)["whenDeleted", "whenScaled"])
        {
            errors.OneOf(retention, "spec.persistentVolumeClaimRetentionPolicy", name, "Retain", "Delete");
        }

        errors.NotNegative(spec, "spec", "replicas", "minReadySeconds");
        errors.NotNegative(spec.Object("ordinals"), "spec.ordinals", "start");
        Selectors.CheckTemplate(spec, errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        var rest = value.Part("spec").DeepClone().AsObject();
        foreach (var name in Changeable)
        {
            rest.Take(old.Object("spec"), name);
        }

        if (!JsonNode.DeepEquals(rest, old["spec"]))
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                + "'minReadySeconds' are forbidden"));
        }

        Validate(value, scope, errors);
    }

    private static void CheckUpdate(JsonObject? update, List<FieldError> errors)
    {
        const string Path = "spec.updateStrategy";
        var rolling = update.Object("rollingUpdate");
        switch (update.Text("type"))
        {
            case "RollingUpdate":
                errors.NotNegative(rolling, Path + ".rollingUpdate", "partition");
                break;
            case "OnDelete" when rolling is not null:
                errors.Add(FieldError.Invalid(Path + ".rollingUpdate", rolling.DeepClone(), "only allowed for updateStrategy 'RollingUpdate'"));
                break;
            case "OnDelete":
                break;
            default:
                errors.Add(FieldError.Invalid(Path, update?.DeepClone(), "must be 'RollingUpdate' or 'OnDelete'"));
                break;
        }
    }
}
