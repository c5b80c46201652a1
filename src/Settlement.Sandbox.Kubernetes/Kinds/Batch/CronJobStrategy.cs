using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Batch;

/// <summary>Cron jobs.</summary>
internal sealed class CronJobStrategy() : KindStrategy(BatchTables.CronJobs, new KindTraits { Generations = Generations.Spec })
{
    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing(("concurrencyPolicy", "Allow"), ("suspend", false), ("successfulJobsHistoryLimit", 3L), ("failedJobsHistoryLimit", 1L));
        PodDefaults.Template(spec.Part("jobTemplate").Part("spec").Part("template").Part("spec"));
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        if (errors.Require(spec, "spec", "schedule") is { } schedule && !schedule.StartsWith('@'))
        {
            var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 5)
            {
                errors.Add(FieldError.Invalid("spec.schedule", schedule, $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]"));
            }
        }

        errors.OneOf(spec, "spec", "concurrencyPolicy", "Allow", "Forbid", "Replace");
        JobStrategy.CheckTemplate(spec.Object("jobTemplate", "spec"), "spec.jobTemplate.spec", errors);
    }
}
