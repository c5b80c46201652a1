using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Pods.</summary>
internal sealed class PodStrategy() : KindStrategy(PodTable.View, new KindTraits { Generations = Generations.Spec, AnswersDeleted = true })
{
    public override void Default(JsonObject value) => PodDefaults.Pod(value.Part("spec"));

    public override void PrepareForCreate(JsonObject value, RequestScope scope)
    {
        var spec = value.Part("spec");
        PodAdmission.Admit(spec);
        var status = new JsonObject { ["phase"] = "Pending" };
        if (spec.Array("schedulingGates") is { Count: > 0 })
        {
            status["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["reason"] = "SchedulingGated",
                ["message"] = "Scheduling is blocked due to non-empty scheduling gates",
            });
        }

        status["qosClass"] = PodDefaults.QosClass(spec);
        value["status"] = status;
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors) => PodRules.Check(value.Object("spec"), "spec", errors);

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        PodUpdateRules.Check(value.Part("spec"), old.Object("spec") ?? [], errors);
        Validate(value, scope, errors);
    }

    public override void PrepareForStatusUpdate(JsonObject value, JsonObject old, RequestScope scope)
    {
        value.Metadata().Take(old.Object("metadata"), "ownerReferences");
        var status = value.Part("status");
        status["qosClass"] = old.Object("status").Text("qosClass") ?? PodDefaults.QosClass(value.Object("spec"));
    }

    /// <summary>The kubelet of a running pod finishes its deletion; where no kubelet is or nothing runs, it goes at once.</summary>
    public override long? GraceSeconds(JsonObject value, long? requested)
    {
        var spec = value.Object("spec");
        if (spec.Text("nodeName") is null or "" || value.Object("status").Text("phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        var seconds = requested ?? spec.Number("terminationGracePeriodSeconds") ?? 0;
        return seconds < 0 ? 1 : seconds;
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } =
    [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value)
    {
        var (spec, status) = (value.Object("spec"), value.Object("status"));
        var ip = status.Text("podIP") ?? "";
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["spec.nodeName"] = spec.Text("nodeName") ?? "",
            ["spec.restartPolicy"] = spec.Text("restartPolicy") ?? "",
            ["spec.schedulerName"] = spec.Text("schedulerName") ?? "",
            ["spec.serviceAccountName"] = spec.Text("serviceAccountName") ?? "",
            ["spec.hostNetwork"] = spec.Flag("hostNetwork").ToString(CultureInfo.InvariantCulture).ToLowerInvariant(),
            ["status.phase"] = status.Text("phase") ?? "",
            ["status.podIP"] = ip,
            ["status.podIPs"] = ip,
            ["status.nominatedNodeName"] = status.Text("nominatedNodeName") ?? "",
        };
    }
}
