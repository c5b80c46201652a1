using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Storage;

/// <summary>How volumes, claims and storage classes are shown.</summary>
internal static class StorageTables
{
    public static readonly TableView Claims = new(
        [
            Column.Name, Column.Text("Status"), Column.Text("Volume"), Column.Text("Capacity"), Column.Text("Access Modes"), Column.Text("StorageClass"),
            Column.Text("VolumeAttributesClass"), Column.Age, Column.Wide("VolumeMode"),
        ],
        (claim, now) =>
        {
            var (spec, status) = (claim.Object("spec"), claim.Object("status"));
            var volume = spec.Text("volumeName") ?? "";
            return new JsonArray(
                claim.Name(),
                Phase(claim),
                volume,
                volume.Length == 0 ? "" : status.Object("capacity").Text("storage") ?? "0",
                volume.Length == 0 ? "" : Modes(status),
                spec.Text("storageClassName") ?? "",
                spec.Text("volumeAttributesClassName") ?? "<unset>",
                Ages.Age(claim, now),
                spec.Text("volumeMode") ?? "<unset>");
        });

    public static readonly TableView Volumes = new(
        [
            Column.Name, Column.Text("Capacity"), Column.Text("Access Modes"), Column.Text("Reclaim Policy"), Column.Text("Status"), Column.Text("Claim"), Column.Text("StorageClass"),
            Column.Text("VolumeAttributesClass"), Column.Text("Reason"), Column.Age, Column.Wide("VolumeMode"),
        ],
        (volume, now) =>
        {
            var spec = volume.Object("spec");
            var claim = spec.Object("claimRef");
            return new JsonArray(
                volume.Name(),
                spec.Object("capacity").Text("storage") ?? "0",
                Modes(spec),
                spec.Text("persistentVolumeReclaimPolicy"),
                Phase(volume),
                claim is null ? "" : $"{claim.Text("namespace")}/{claim.Text("name")}",
                spec.Text("storageClassName") ?? "",
                spec.Text("volumeAttributesClassName") ?? "<unset>",
                volume.Object("status").Text("reason") ?? "",
                Ages.Age(volume, now),
                spec.Text("volumeMode") ?? "<unset>");
        });

    public static readonly TableView Classes = new(
        [Column.Name, Column.Text("Provisioner"), Column.Text("ReclaimPolicy"), Column.Text("VolumeBindingMode"), Column.Text("AllowVolumeExpansion"), Column.Age],
        (c, now) =>
        {
            var isDefault = c.Object("metadata", "annotations").Text("storageclass.kubernetes.io/is-default-class") == "true";
            return new JsonArray(
                isDefault ? c.Name() + " (default)" : c.Name(),
                c.Text("provisioner"),
                c.Text("reclaimPolicy"),
                c.Text("volumeBindingMode"),
                c.Flag("allowVolumeExpansion"),
                Ages.Age(c, now));
        });

    private static string? Phase(JsonObject value) =>
        value.Object("metadata").Text("deletionTimestamp") is null ? value.Object("status").Text("phase") : "Terminating";

    private static string Modes(JsonObject? holder)
    {
        var held = (holder.Array("accessModes") ?? []).Select(mode => mode?.GetValue<string>()).ToHashSet();
        (string Mode, string Short)[] modes = [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
        return string.Join(",", modes.Where(m => held.Contains(m.Mode)).Select(m => m.Short));
    }
}
