using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Defaults of the volumes of pods.</summary>
internal static class VolumeDefaults
{
    /// <summary>0644.</summary>
    private const long FileMode = 420;

    public static void Fill(JsonObject volume)
    {
        if (volume.All(member => member.Key == "name" || member.Value is null))
        {
            volume["emptyDir"] = new JsonObject();
        }

        foreach (var source in (ReadOnlySpan<string>)["secret", "configMap", "downwardAPI", "projected"])
        {
            volume.Object(source)?.Missing("defaultMode", FileMode);
        }

        if (volume.Object("hostPath") is { } path && path["type"] is null)
        {
            path["type"] = "";
        }

        FieldReferences(volume.Object("downwardAPI"));
        foreach (var part in volume.Object("projected").Objects("sources"))
        {
            part.Object("serviceAccountToken")?.Missing("expirationSeconds", 3600L);
            FieldReferences(part.Object("downwardAPI"));
        }
    }

    private static void FieldReferences(JsonObject? downward)
    {
        foreach (var item in downward.Objects("items"))
        {
            item.Object("fieldRef")?.Missing("apiVersion", "v1");
        }
    }
}
