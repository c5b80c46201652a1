using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests.Lists;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>How to delete, from the body or, without one, from the query.</summary>
internal static class DeleteQuery
{
    /// <param name="request">The request.</param>
    /// <param name="body">The DeleteOptions, or null if there is no body.</param>
    /// <exception cref="StatusException">400 or 422: something is wrong.</exception>
    public static DeleteOptions Read(HttpRequest request, JsonObject? body)
    {
        var given = body is { Count: > 0 } ? body : FromQuery(request);
        var propagation = given.Text("propagationPolicy");
        var errors = new List<FieldError>();
        WriteOptions.CheckDryRun((given.Array("dryRun") ?? []).Select(s => (string?)s), errors);
        if (propagation is not null && given["orphanDependents"] is not null)
        {
            errors.Add(FieldError.Invalid("propagationPolicy", propagation, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (propagation is not (null or "Foreground" or "Background" or "Orphan"))
        {
            errors.Add(FieldError.Unsupported("propagationPolicy", propagation, ["Foreground", "Background", "Orphan", "nil"]));
        }

        if (errors.Count > 0)
        {
            throw StatusException.Invalid("meta.k8s.io", "DeleteOptions", "", errors);
        }

        var preconditions = given.Object("preconditions");
        return new DeleteOptions(
            given.Number("gracePeriodSeconds"),
            propagation ?? (given["orphanDependents"] is null ? null : given.Flag("orphanDependents") ? "Orphan" : "Background"),
            preconditions.Text("uid"),
            preconditions.Text("resourceVersion"),
            given.Array("dryRun") is { Count: > 0 });
    }

    private static JsonObject FromQuery(HttpRequest request)
    {
        var given = new JsonObject();
        if (request.Query["gracePeriodSeconds"].ToString() is { Length: > 0 } grace)
        {
            given["gracePeriodSeconds"] = Number(grace);
        }

        if (request.Query["propagationPolicy"].ToString() is { Length: > 0 } propagation)
        {
            given["propagationPolicy"] = propagation;
        }

        if (request.Query.ContainsKey("orphanDependents"))
        {
            given["orphanDependents"] = RequestPath.IsSet(request, "orphanDependents");
        }

        if (request.Query["dryRun"] is { Count: > 0 } stages)
        {
            given["dryRun"] = new JsonArray([.. stages.Select(s => (JsonNode?)JsonValue.Create(s))]);
        }

        return given;
    }

    private static long Number(string text)
    {
        try
        {
            return GoNumber.Signed(text);
        }
        catch (FormatException e)
        {
            throw StatusException.BadRequest(e.Message);
        }
    }
}
