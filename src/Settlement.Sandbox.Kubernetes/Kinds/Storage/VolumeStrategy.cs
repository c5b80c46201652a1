using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Storage;

/// <summary>Persistent volumes.</summary>
internal sealed class VolumeStrategy() : KindStrategy(StorageTables.Volumes, new KindTraits { AnswersDeleted = true })
{
    public override void Default(JsonObject value)
    {
        value.Part("spec").Missing(("persistentVolumeReclaimPolicy", "Retain"), ("volumeMode", "Filesystem"));
        value.Part("status").Missing("phase", "Pending");
    }

    public override void PrepareForCreate(JsonObject value, RequestScope scope) => Default(value);
}
