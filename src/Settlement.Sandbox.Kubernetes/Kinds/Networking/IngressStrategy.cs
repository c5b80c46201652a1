using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Networking;

/// <summary>Ingresses.</summary>
internal sealed class IngressStrategy() : KindStrategy(NetworkingTables.Ingresses, new KindTraits { Generations = Generations.Spec, CreatesOnUpdate = true })
{
    public override void Default(JsonObject value)
    {
        value.Part("spec");
        value.Part("status").Part("loadBalancer");
    }
}
