using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Defaults of pods and of the pods in templates.</summary>
internal static class PodDefaults
{
    /// <summary>What a pod gets beside the defaults of a template.</summary>
    public static void Pod(JsonObject spec)
    {
        foreach (var container in AllContainers(spec))
        {
            foreach (var (name, limit) in container.Object("resources", "limits") ?? [])
            {
                container.Part("resources").Part("requests").TryAdd(name, limit?.DeepClone());
            }
        }

        spec.Missing("enableServiceLinks", true);
        Template(spec);
    }

    /// <summary>The pod of a template.</summary>
    public static void Template(JsonObject spec)
    {
        spec.Missing(("restartPolicy", "Always"), ("terminationGracePeriodSeconds", 30L), ("dnsPolicy", "ClusterFirst"), ("schedulerName", "default-scheduler"));
        spec.Part("securityContext");
        if ((spec.Text("serviceAccountName") is { Length: > 0 } name ? name : spec.Text("serviceAccount")) is { Length: > 0 } account)
        {
            // The old name of the field; both are always shown.
            spec["serviceAccountName"] = account;
            spec["serviceAccount"] = account;
        }

        foreach (var container in AllContainers(spec))
        {
            ContainerDefaults.Fill(container, spec.Flag("hostNetwork"));
        }

        foreach (var volume in spec.Objects("volumes"))
        {
            VolumeDefaults.Fill(volume);
        }
    }

    public static IEnumerable<JsonObject> AllContainers(JsonObject? spec) => spec.Objects("initContainers").Concat(spec.Objects("containers"));

    /// <summary>How much the pod is guaranteed, from the resources its containers ask for.</summary>
    public static string QosClass(JsonObject? spec)
    {
        var (asks, guaranteed) = (false, true);
        foreach (var container in AllContainers(spec))
        {
            foreach (var name in (ReadOnlySpan<string>)["cpu", "memory"])
            {
                var request = container.Object("resources", "requests").Text(name) ?? "0";
                var limit = container.Object("resources", "limits").Text(name) ?? "0";
                asks |= request != "0" || limit != "0";
                guaranteed &= limit != "0" && (request == "0" || Quantity.Compare(request, limit) == 0);
            }
        }

        return !asks ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }
}
