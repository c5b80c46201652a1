using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Pods;

/// <summary><c>POST pods/NAME/eviction</c>: deletes a pod if its disruption budget allows it. The budget's status is kept by somebody else; here it is only used up.</summary>
internal sealed class PodEviction(SchemaNode schema) : PodSubresource("eviction", "create", ("policy", "v1", "Eviction"), schema)
{
    private const int RetrySeconds = 10;
    private static readonly GroupResource Budget = new("policy", "poddisruptionbudget");

    public override Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken)
    {
        var options = CheckedBody(request, named: true).Object("deleteOptions");
        var pod = Pod(request, objects);
        var dryRun = request.Query("dryRun") == "All" || options.Array("dryRun") is { Count: > 0 };
        if (!IsFree(pod))
        {
            Disrupt(objects, pod, request.Now, dryRun);
        }

        _ = objects.Delete(Pods(objects), request.Attributes.Namespace, request.Attributes.Name, new DeleteOptions(
            options.Number("gracePeriodSeconds"),
            options.Text("propagationPolicy"),
            options.Object("preconditions").Text("uid"),
            options.Object("preconditions").Text("resourceVersion"),
            dryRun)) ?? Pod(request, objects);
        return Task.FromResult<(int, JsonObject?)>((201, Success(201)));
    }

    /// <summary>Whether a pod does not count for any budget: it has not started, has ended, or is being deleted already.</summary>
    public static bool IsFree(JsonObject pod) => pod.Object("status").Text("phase") is "Succeeded" or "Failed" or "Pending" || pod.Object("metadata").Text("deletionTimestamp") is not null;

    /// <summary>Takes one disruption from a budget.</summary>
    /// <exception cref="StatusException">It has none left, or is not up to date.</exception>
    public static void Take(JsonObject budget, string pod, DateTimeOffset now)
    {
        var status = budget["status"] as JsonObject ?? [];
        budget["status"] = status;
        if ((status.Number("observedGeneration") ?? 0) < (budget.Object("metadata").Number("generation") ?? 0))
        {
            throw TooMany(RetrySeconds, $"The disruption budget {budget.Name()} is still being processed by the server.");
        }

        var allowed = status.Number("disruptionsAllowed") ?? 0;
        if (allowed < 0)
        {
            throw StatusException.Forbidden(Budget, budget.Name(), "pdb disruptions allowed is negative");
        }

        if (allowed == 0)
        {
            throw TooMany(0, $"The disruption budget {budget.Name()} needs {status.Number("desiredHealthy") ?? 0} healthy pods and has {status.Number("currentHealthy") ?? 0} currently");
        }

        status["disruptionsAllowed"] = allowed - 1;
        var disrupted = status["disruptedPods"] as JsonObject ?? [];
        status["disruptedPods"] = disrupted;
        disrupted[pod] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static void Disrupt(IObjects objects, JsonObject pod, DateTimeOffset now, bool dryRun)
    {
        var type = objects.Catalog.Get("policy", "poddisruptionbudgets");
        var mine = objects.List(type, pod.Namespace()).Where(budget => LabelMatch.Matches(budget.Object("spec", "selector"), pod.Object("metadata", "labels"))).ToList();
        if (mine.Count > 1)
        {
            throw StatusException.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (mine is [var budget])
        {
            objects.Change(type, budget.Namespace(), budget.Name(), "eviction", stored =>
            {
                Take(stored, pod.Name(), now);
                return !dryRun;
            });
        }
    }

    private static StatusException TooMany(int retrySeconds, string cause)
    {
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = cause }) };
        if (retrySeconds > 0)
        {
            details["retryAfterSeconds"] = retrySeconds;
        }

        return new StatusException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", details);
    }
}
