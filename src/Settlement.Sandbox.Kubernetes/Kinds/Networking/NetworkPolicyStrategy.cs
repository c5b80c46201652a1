using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Networking;

/// <summary>Network policies.</summary>
internal sealed class NetworkPolicyStrategy() : KindStrategy(NetworkingTables.Policies, new KindTraits { Generations = Generations.Spec })
{
    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        if (spec.Array("policyTypes") is null or { Count: 0 })
        {
            spec["policyTypes"] = spec.Array("egress") is { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        }

        foreach (var port in spec.Objects("ingress").Concat(spec.Objects("egress")).SelectMany(rule => rule.Objects("ports")))
        {
            port.Missing("protocol", "TCP");
        }
    }
}
