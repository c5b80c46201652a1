using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Services;

/// <summary>Endpoints.</summary>
internal sealed class EndpointsStrategy() : KindStrategy(ServiceTables.Endpoints, new KindTraits { CreatesOnUpdate = true })
{
    public override void Default(JsonObject value)
    {
        foreach (var port in value.Objects("subsets").SelectMany(subset => subset.Objects("ports")))
        {
            port.Missing("protocol", "TCP");
        }
    }
}
