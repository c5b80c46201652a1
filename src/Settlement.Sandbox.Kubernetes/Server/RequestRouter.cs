using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Requests.Discovery;
using Settlement.Sandbox.Kubernetes.Schemas.OpenApi;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Server;

/// <summary>Finds who answers a request that has been let in.</summary>
internal sealed class RequestRouter(ObjectRegistry registry, ResourceHandler resources, DiscoveryHandler discovery, PlainPaths plain, OpenApiHandler openApi, IReadOnlyList<ISubresource> subresources)
{
    public async Task RouteAsync(HttpContext http, RequestAttributes attributes, UserInfo user)
    {
        if (!attributes.IsResource)
        {
            if (!await discovery.TryHandleAsync(http) && !await openApi.TryHandleAsync(http) && !await plain.TryHandleAsync(http))
            {
                await Answers.NotFoundAsync(http);
            }

            return;
        }

        var request = new ApiRequest { Http = http, Attributes = attributes, User = user, Objects = registry, Now = registry.Now() };
        if (subresources.FirstOrDefault(s => s.Plural == attributes.Resource && s.Name == attributes.Subresource && s.Group == attributes.Group && s.Version == attributes.Version) is { } below)
        {
            await SubresourceRequest.AnswerAsync(request, below, http.RequestAborted);
            return;
        }

        if (registry.Catalog.Find(attributes.Group, attributes.Version, attributes.Resource) is not { } type || !IsServed(attributes, type))
        {
            await NotServedAsync(http, attributes.Group);
            return;
        }

        if (attributes.Subresource.Length > 0 && !HasSubresource(type, attributes.Subresource))
        {
            // Custom resources look for the object first and say that it is not there.
            if (type.IsCustom)
            {
                throw StatusException.NotFound(type.Resource, attributes.Name);
            }

            await NotServedAsync(http, attributes.Group);
            return;
        }

        if (!type.IsCustom && !Methods(attributes, type).Contains(http.Request.Method))
        {
            throw MethodCheck.NotAllowed();
        }

        await resources.HandleAsync(request, type, http.RequestAborted);
    }

    /// <summary>In a group of built-in kinds what is not there is told by a Status, elsewhere by plain text.</summary>
    private Task NotServedAsync(HttpContext http, string group) =>
        registry.Catalog.All.Any(t => t.Group == group && !t.IsCustom) || subresources.Any(s => s.Group == group)
            ? throw new StatusException(404, "NotFound", "the server could not find the requested resource", [])
            : Answers.NotFoundAsync(http);

    /// <summary>Whether the path has a namespace where the kind is within one, and a name where it must have one.</summary>
    private static bool IsServed(RequestAttributes attributes, ResourceType type)
    {
        if (!type.Namespaced)
        {
            return attributes.Namespace.Length == 0 || (attributes.Resource == "namespaces" && !attributes.Path.Contains($"/{attributes.Namespace}/namespaces", StringComparison.Ordinal));
        }

        return attributes.Namespace.Length > 0 || (attributes.Name.Length == 0 && (!type.IsCustom || attributes.Verb is "list" or "watch"));
    }

    /// <summary>What may be done at a path of a built-in kind.</summary>
    private static string[] Methods(RequestAttributes attributes, ResourceType type) => attributes switch
    {
        { Subresource.Length: > 0 } => ["GET", "PUT", "PATCH"],
        { Name.Length: > 0 } => ["GET", "PUT", "PATCH", "DELETE"],
        { Namespace.Length: 0 } when type.Namespaced => ["GET"],
        _ => type.Strategy.DeletesCollections ? ["GET", "POST", "DELETE"] : ["GET", "POST"],
    };

    private static bool HasSubresource(ResourceType type, string name) => (name == "status" && type.HasStatus) || (name == "scale" && type.Scale is not null);
}
