using k8s;
using k8s.Models;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster;

/// <summary>Keys of objects at hand.</summary>
internal static class ResourceKeys
{
    public static ResourceKey Of(IKubernetesObject<V1ObjectMeta> item) => new(item.Metadata.NamespaceProperty ?? "", item.Metadata.Name);
}
