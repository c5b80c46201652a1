using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Requests.Discovery;
using Settlement.Sandbox.Kubernetes.Schemas.OpenApi;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Server;

/// <summary>Finds who answers a request that has been let in. What nobody serves is a plain 404, as in a real API server.</summary>
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
            await Answers.NotFoundAsync(http);
            return;
        }

        if (attributes.Subresource.Length > 0 && !HasSubresource(type, attributes.Subresource))
        {
            // Custom resources look for the object first and say that it is not there.
            if (type.IsCustom)
            {
                throw StatusException.NotFound(type.Resource, attributes.Name);
            }

            await Answers.NotFoundAsync(http);
            return;
        }

        await resources.HandleAsync(request, type, http.RequestAborted);
    }

    /// <summary>Whether the path has a namespace where the kind is within one, and a name where it must have one.</summary>
    private static bool IsServed(RequestAttributes attributes, ResourceType type)
    {
        if (!type.Namespaced)
        {
            return attributes.Namespace.Length == 0 || attributes.Resource == "namespaces";
        }

        return attributes.Namespace.Length > 0 || (attributes.Name.Length == 0 && attributes.Verb is "list" or "watch");
    }

    private static bool HasSubresource(ResourceType type, string name) => (name == "status" && type.HasStatus) || (name == "scale" && type.Scale is not null);
}
