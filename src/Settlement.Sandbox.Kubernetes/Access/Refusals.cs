using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>The answers of access control, in the API machinery's words.</summary>
internal static class Refusals
{
    public static StatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    /// <summary>Who may not do what, and the reason of the decision if there is one.</summary>
    public static StatusException Forbidden(UserInfo user, RequestAttributes request, string reason)
    {
        var message = Sentence(user, request);
        if (reason.Length > 0)
        {
            message = $"{message}: {reason}";
        }

        return request.IsResource
            ? StatusException.Forbidden(new GroupResource(request.Group, request.Resource), request.Name, message)
            : new StatusException(403, "Forbidden", $"forbidden: {message}", new JsonObject());
    }

    private static string Sentence(UserInfo user, RequestAttributes request)
    {
        if (!request.IsResource)
        {
            return $"User {Go.Quote(user.Name)} cannot {request.Verb} path {Go.Quote(request.Path)}";
        }

        var resource = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        var where = request.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {Go.Quote(request.Namespace)}";
        return $"User {Go.Quote(user.Name)} cannot {request.Verb} resource {Go.Quote(resource)} in API group {Go.Quote(request.Group)} {where}";
    }
}
