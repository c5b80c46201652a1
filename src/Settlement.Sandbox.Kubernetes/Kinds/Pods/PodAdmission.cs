using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>What the admission plug-ins that are always on give a new pod.</summary>
internal static class PodAdmission
{
    private const long SecondsOnLostNode = 300;

    public static void Admit(JsonObject spec)
    {
        if (spec.Text("serviceAccountName") is null or "")
        {
            spec["serviceAccountName"] = "default";
            spec["serviceAccount"] = "default";
        }

        if (spec["priority"] is null && spec.Text("priorityClassName") is null or "")
        {
            spec.Missing(("priority", 0L), ("preemptionPolicy", "PreemptLowerPriority"));
        }

        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
    }

    private static void Tolerate(JsonObject spec, string taint)
    {
        if (spec.Objects("tolerations").Any(t => Is(t, "key", taint) && Is(t, "effect", "NoExecute")))
        {
            return;
        }

        if (spec["tolerations"] is not JsonArray tolerations)
        {
            spec["tolerations"] = tolerations = [];
        }

        tolerations.Add((JsonNode)new JsonObject { ["key"] = taint, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = SecondsOnLostNode });
    }

    /// <summary>An absent member stands for any value.</summary>
    private static bool Is(JsonObject toleration, string name, string value) => toleration.Text(name) is null or "" || toleration.Text(name) == value;
}
