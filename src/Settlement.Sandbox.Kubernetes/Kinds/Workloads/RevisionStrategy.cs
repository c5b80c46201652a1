using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>Controller revisions.</summary>
internal sealed class RevisionStrategy() : KindStrategy(WorkloadTables.Revisions, KindTraits.Usual)
{
    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        errors.NotNegative(value, "", "revision");
        if (value["data"] is null)
        {
            errors.Add(FieldError.Required("data", "data is mandatory"));
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        errors.Unchanged(value, old, "", "data");
        Validate(value, scope, errors);
    }
}
