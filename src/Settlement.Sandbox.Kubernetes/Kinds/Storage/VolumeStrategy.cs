using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Storage;

/// <summary>Persistent volumes.</summary>
internal sealed class VolumeStrategy() : KindStrategy(StorageTables.Volumes, new KindTraits { AnswersDeleted = true })
{
    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing(("persistentVolumeReclaimPolicy", "Retain"), ("volumeMode", "Filesystem"));
        Quantity.Canonicalize(spec.Object("capacity"));
        value.Part("status").Missing("phase", "Pending");
    }
}
