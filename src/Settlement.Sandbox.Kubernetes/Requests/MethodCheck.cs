using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Refuses methods that a path does not know.</summary>
internal static class MethodCheck
{
    /// <exception cref="StatusException">405: it is not GET or HEAD.</exception>
    public static void ReadOnly(HttpRequest request)
    {
        if (request.Method is not ("GET" or "HEAD"))
        {
            throw NotAllowed();
        }
    }

    public static StatusException NotAllowed() => new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new JsonObject());
}
