using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Services;

/// <summary>Slices of endpoints.</summary>
internal sealed class EndpointSliceStrategy() : KindStrategy(ServiceTables.Slices, new KindTraits { Generations = Generations.Everything })
{
    public override void Default(JsonObject value)
    {
        foreach (var port in value.Objects("ports"))
        {
            if (port["name"] is null)
            {
                port["name"] = "";
            }

            port.Missing("protocol", "TCP");
        }
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors) => errors.OneOf(value, "", "addressType", "FQDN", "IPv4", "IPv6");

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        errors.Unchanged(value, old, "", "addressType");
        Validate(value, scope, errors);
    }
}
