using Microsoft.AspNetCore.Http;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Requests.Output;

namespace Settlement.Sandbox.Kubernetes.Requests.Discovery;

/// <summary>Answers what is served: <c>/api</c>, <c>/apis</c> and what is below them, in the old form and in the aggregated one.</summary>
internal sealed class DiscoveryHandler(DiscoveryDocuments documents)
{
    private const string AggregatedType = "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /// <summary>Answers, if the path is one of discovery's.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith("//", StringComparison.Ordinal) || path.Split('/', StringSplitOptions.RemoveEmptyEntries) is not { Length: > 0 and < 4 } parts)
        {
            return false;
        }

        switch (parts)
        {
            case ["api"] or ["apis"] when IsAggregated(http.Request):
                await AggregatedAsync(http, parts[0] == "api");
                return true;
            case ["api"]:
                return await AnswerAsync(http, documents.Versions("").Count > 0 ? Versions(http) : null);
            case ["apis"]:
                return await AnswerAsync(http, documents.GroupList());
            case ["apis", var group]:
                return await AnswerAsync(http, documents.Groups.Contains(group) ? documents.Group(group) : null);
            case ["api", var version]:
                return await AnswerAsync(http, documents.Versions("").Contains(version) ? documents.ResourceList("", version) : null);
            case ["apis", var group, var version]:
                return await AnswerAsync(http, group.Length > 0 && documents.Versions(group).Contains(version) ? documents.ResourceList(group, version) : null);
            default:
                return false;
        }
    }

    private static async Task<bool> AnswerAsync(HttpContext http, JsonObject? document)
    {
        if (document is null)
        {
            return false;
        }

        MethodCheck.ReadOnly(http.Request);
        await ObjectAnswers.PlainAsync(http, Negotiation.ForDiscovery(http.Request), 200, document);
        return true;
    }

    private JsonObject Versions(HttpContext http) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray([.. documents.Versions("").Select(v => (JsonNode)JsonValue.Create(v))]),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = http.Request.Host.Value }),
    };

    /// <summary>The first clause that can be served decides between the two forms.</summary>
    private static bool IsAggregated(HttpRequest request)
    {
        foreach (var clause in Negotiation.Clauses(request))
        {
            var known = clause[0].ToLowerInvariant() is "application/json" or "application/yaml" or "*/*" or "application/*" or Negotiation.Protobuf;
            var shape = Negotiation.Parameter(clause, "as");
            if (known && shape.Length == 0)
            {
                return false;
            }

            if (clause[0] == "application/json" && shape == "APIGroupDiscoveryList" && Negotiation.Parameter(clause, "g") == "apidiscovery.k8s.io" && Negotiation.Parameter(clause, "v") == "v2")
            {
                return true;
            }
        }

        return false;
    }

    private async Task AggregatedAsync(HttpContext http, bool core)
    {
        MethodCheck.ReadOnly(http.Request);
        var (json, tag) = documents.Aggregated(core);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.CacheControl = "public";
        if (http.Request.Headers.IfNoneMatch.Contains(tag))
        {
            http.Response.StatusCode = 304;
            return;
        }

        await Answers.BytesAsync(http, 200, $"application/json;{AggregatedType}", json);
    }
}
