using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Pods;

/// <summary><c>POST pods/NAME/binding</c>: gives a pod its node, once.</summary>
internal sealed class PodBinding(SchemaNode schema) : PodSubresource("binding", "create", ("", "v1", "Binding"), schema)
{
    public override Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken)
    {
        var (ns, name) = (request.Attributes.Namespace, request.Attributes.Name);
        if (CheckedBody(request, named: false).Object("target").Text("name") is not { Length: > 0 } node)
        {
            throw StatusException.Invalid("", "Binding", name, [FieldError.Required("target.name")]);
        }

        var dryRun = request.Query("dryRun") == "All";
        _ = objects.Change(Pods(objects), ns, name, "binding", pod =>
        {
            Bind(pod, node, request.Now);
            return !dryRun;
        }) ?? Pod(request, objects);
        return Task.FromResult<(int, JsonObject?)>((201, Success(201)));
    }

    /// <exception cref="StatusException">The pod has a node or is being deleted.</exception>
    public static void Bind(JsonObject pod, string node, DateTimeOffset now)
    {
        var refusal = pod.Metadata()["deletionTimestamp"] is not null ? $"pod {pod.Name()} is being deleted, cannot be assigned to a host"
            : pod.Object("spec").Text("nodeName") is { Length: > 0 } present ? $"pod {pod.Name()} is already assigned to node \"{present}\""
            : null;
        if (refusal is not null)
        {
            throw StatusException.Conflict(new GroupResource("", "pods/binding"), pod.Name(), refusal);
        }

        pod["spec"]!["nodeName"] = node;
        var status = pod["status"] as JsonObject ?? [];
        pod["status"] = status;
        var others = status.Objects("conditions").Where(condition => condition.Text("type") != "PodScheduled").Select(condition => condition.DeepClone()).ToList();
        var since = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        status["conditions"] = new JsonArray([.. others, new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastProbeTime"] = null, ["lastTransitionTime"] = since }]);
    }
}
