using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Requests.Selection;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Takes a path apart by the same rules for every kind, known or not: access is decided on the parts before anybody looks whether they exist.</summary>
internal static class RequestPath
{
    public static RequestAttributes Parse(HttpRequest request)
    {
        var path = (request.Path.Value ?? "/").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var verb = request.Method.ToLowerInvariant();
        if (parts.Length < 3 || parts[0] is not ("api" or "apis") || (parts[0] == "apis" && parts.Length < 4))
        {
            return new RequestAttributes(false, verb, "", "", "", "", "", "", path);
        }

        var (group, version, rest) = parts[0] == "api" ? ("", parts[1], parts[2..]) : (parts[1], parts[2], parts[3..]);
        var watches = rest[0] == "watch" && rest.Length > 1;
        if (watches)
        {
            rest = rest[1..];
        }

        var ns = "";
        if (rest[0] == "namespaces" && rest.Length > 1)
        {
            ns = rest[1];
            if (rest.Length > 2 && rest[2] is not ("status" or "finalize"))
            {
                rest = rest[2..];
            }
        }

        var name = rest.Length > 1 ? rest[1] : "";
        var subresource = rest.Length > 2 ? rest[2] : "";
        return new RequestAttributes(true, watches && request.Method == "GET" ? "watch" : VerbOf(request, name.Length > 0), group, version, rest[0], subresource, ns, name, path);
    }

    /// <summary>The name that access is decided on: a selection of one name asks for no more than that object, so a right to the name is enough.</summary>
    public static string SelectedName(HttpRequest request, RequestAttributes attributes) =>
        attributes is { IsResource: true, Name: "", Verb: "list" or "watch" or "deletecollection" } && request.Query["fieldSelector"] is [{ Length: > 0 } selector]
            ? FieldSelector.NameIn(selector)
            : attributes.Name;

    /// <summary>Whether a query parameter is set to anything but <c>0</c> and <c>false</c>.</summary>
    public static bool IsSet(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0";

    private static string VerbOf(HttpRequest request, bool one) => request.Method switch
    {
        "POST" => "create",
        "GET" or "HEAD" => one ? "get" : IsSet(request, "watch") ? "watch" : "list",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => one ? "delete" : "deletecollection",
        _ => "",
    };
}
