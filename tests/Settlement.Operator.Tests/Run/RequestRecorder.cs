using System.Collections.Concurrent;
using System.Net;

namespace Settlement.Operator.Tests.Run;

/// <summary>Notes which rights requests have used, as RBAC names them: group, resource with subresource, verb.</summary>
internal sealed class RequestRecorder(ConcurrentDictionary<(string Group, string Resource, string Verb), int> used) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        foreach (var right in Rights(request, response.StatusCode)) used.AddOrUpdate(right, 1, (_, count) => count + 1);
        return response;
    }

    private static IEnumerable<(string Group, string Resource, string Verb)> Rights(HttpRequestMessage request, HttpStatusCode status)
    {
        var parts = request.RequestUri!.AbsolutePath.Trim('/').Split('/').ToList();
        var group = parts[0] == "apis" ? parts[1] : "";
        parts.RemoveRange(0, parts[0] == "apis" ? 3 : 2);
        if (parts[0] == "namespaces" && parts.Count > 2) parts.RemoveRange(0, 2);
        var resource = parts.Count > 2 ? $"{parts[0]}/{parts[2]}" : parts[0];
        var isWatch = request.RequestUri.Query.Contains("watch=true", StringComparison.Ordinal);
        yield return (group, resource, request.Method.Method switch
        {
            "GET" => isWatch ? "watch" : parts.Count > 1 ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "DELETE" => "delete",
            _ => "patch",
        });
        // An apply that makes the object needs the right to create it as well.
        if (request.Method == HttpMethod.Patch && status == HttpStatusCode.Created) yield return (group, resource, "create");
    }
}
