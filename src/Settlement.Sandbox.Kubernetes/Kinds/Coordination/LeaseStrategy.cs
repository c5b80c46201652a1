using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Coordination;

/// <summary>Leases.</summary>
internal sealed class LeaseStrategy() : KindStrategy(LeaseTable.View, new KindTraits { CreatesOnUpdate = true, RequiresVersion = true })
{
    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        if (spec.Number("leaseDurationSeconds") is { } seconds and <= 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
        }

        errors.NotNegative(spec, "spec", "leaseTransitions");
    }
}
