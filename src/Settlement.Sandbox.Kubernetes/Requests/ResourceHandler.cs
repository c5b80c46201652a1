using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Lists;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Requests.Selection;
using Settlement.Sandbox.Kubernetes.Requests.Watches;
using Settlement.Sandbox.Kubernetes.Requests.Writes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Answers requests to the objects of one kind, whose path is known to be one of it.</summary>
internal sealed class ResourceHandler(ObjectRegistry registry, TimeProvider time)
{
    private readonly ListReader _lists = new(registry.Store, time);
    private readonly WatchStream _watches = new(registry, time);
    private readonly WriteHandler _writes = new(registry);
    private readonly DeleteHandler _deletes = new(registry, new ListReader(registry.Store, time));
    private readonly ScaleHandler _scales = new(registry);

    /// <exception cref="StatusException">Anything that is refused.</exception>
    public Task HandleAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var attributes = request.Attributes;
        if (attributes.Subresource == "scale" && type.Scale is not null)
        {
            return _scales.HandleAsync(request, type, cancellationToken);
        }

        if (attributes.Subresource.Length > 0 && attributes.Verb is "create" or "delete")
        {
            throw Unsupported(request, type);
        }

        return attributes.Verb switch
        {
            "get" => GetAsync(request, type),
            "list" => ListAsync(request, type, cancellationToken),
            "watch" => WatchAsync(request, type, cancellationToken),
            "create" => _writes.CreateAsync(request, type, cancellationToken),
            "update" => _writes.UpdateAsync(request, type, cancellationToken),
            "patch" => _writes.PatchAsync(request, type, cancellationToken),
            "delete" => _deletes.DeleteAsync(request, type, cancellationToken),
            "deletecollection" => _deletes.DeleteAllAsync(request, type, cancellationToken),
            _ => throw Unsupported(request, type),
        };
    }

    private static StatusException Unsupported(ApiRequest request, ResourceType type) =>
        type.IsCustom ? StatusException.MethodNotSupported(type.Resource, request.Attributes.Verb) : MethodCheck.NotAllowed();

    private Task GetAsync(ApiRequest request, ResourceType type)
    {
        var accepted = Negotiation.ForObjects(request.Http.Request, type);
        CheckVersion(request);
        var stored = registry.Store.Find(ObjectRegistry.KeyOf(type, request.Attributes.Namespace, request.Attributes.Name)) ?? throw StatusException.NotFound(type.Resource, request.Attributes.Name);
        return ObjectAnswers.StoredAsync(request, type, accepted, stored);
    }

    private static void CheckVersion(ApiRequest request)
    {
        try
        {
            _ = request.Query("resourceVersion") is { Length: > 0 } version ? GoNumber.Unsigned(version) : 0;
        }
        catch (FormatException e)
        {
            throw new StatusException(500, "", $"resourceVersion: Invalid value: {Access.Go.Quote(request.Query("resourceVersion")!)}: {e.Message}");
        }
    }

    private async Task ListAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var accepted = Negotiation.ForObjects(request.Http.Request, type);
        var query = ListQuery.Read(request.Http.Request, watch: false);
        var selection = ObjectSelection.Read(request.Http.Request, type, request.Attributes.Namespace);
        var page = await _lists.ReadAsync(ObjectRegistry.KeyOf(type, "", "").Resource, query, selection, cancellationToken);
        await ObjectAnswers.ListAsync(request, type, accepted, page);
    }

    private Task WatchAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var accepted = Negotiation.ForWatch(request.Http.Request, type);
        var query = ListQuery.Read(request.Http.Request, watch: true);
        var selection = ObjectSelection.Read(request.Http.Request, type, request.Attributes.Namespace, request.Attributes.Name);
        return _watches.RunAsync(request, type, accepted, query, selection, cancellationToken);
    }
}
