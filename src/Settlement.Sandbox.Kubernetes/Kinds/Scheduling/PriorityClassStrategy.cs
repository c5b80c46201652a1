using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Scheduling;

/// <summary>Priority classes.</summary>
internal sealed class PriorityClassStrategy() : KindStrategy(SchedulingTables.PriorityClasses, new KindTraits { Generations = Generations.Constant })
{
    public override void Default(JsonObject value) => value.Missing("preemptionPolicy", "PreemptLowerPriority");

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        if ((value.Number("value") ?? 0) != (old.Number("value") ?? 0))
        {
            errors.Add(FieldError.Forbidden("value", "may not be changed in an update."));
        }
    }
}
