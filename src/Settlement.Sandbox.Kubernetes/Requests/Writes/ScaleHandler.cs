using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>GET, PUT and PATCH of <c>/scale</c>: a small object that shows how many replicas an object wants and has, and writes how many it wants.</summary>
internal sealed class ScaleHandler(ObjectRegistry registry)
{
    public async Task HandleAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var (ns, name) = (request.Attributes.Namespace, request.Attributes.Name);
        var accepted = Negotiation.ForPlain(request.Http.Request);
        JsonObject value;
        switch (request.Attributes.Verb)
        {
            case "get":
                value = registry.Find(type, ns, name) ?? throw StatusException.NotFound(type.Resource, name);
                break;
            case "update":
                value = await UpdateAsync(request, type, cancellationToken);
                break;
            case "patch":
                value = await PatchAsync(request, type, cancellationToken);
                break;
            default:
                throw type.IsCustom ? StatusException.MethodNotSupported(type.Resource, request.Attributes.Verb) : MethodCheck.NotAllowed();
        }

        await ObjectAnswers.PlainAsync(request, accepted, 200, ScaleForm.Of(type, value));
    }

    private async Task<JsonObject> UpdateAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var format = ContentType.FormatOf(request.Http.Request);
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        var options = WriteOptions.Read(request.Http.Request, "UpdateOptions");
        var scale = Bodies.Scale(body, format, options.Validation, warnings => WriteHandler.Warn(request, warnings));
        WriteHandler.MatchName(scale, request.Attributes.Name);
        ObjectRegistry.MatchNamespace(scale, request.Attributes.Namespace);
        return Write(request, type, options, (_, _) => scale.DeepClone().AsObject(), applies: false);
    }

    private async Task<JsonObject> PatchAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var patchType = PatchType.Of(request.Http.Request, type);
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        var applies = patchType == PatchType.Apply;
        var options = WriteOptions.Read(request.Http.Request, "PatchOptions", applies);
        return Write(request, type, options, (scale, writer) =>
        {
            var patched = patchType switch
            {
                PatchType.Apply => ManagedFields.Apply(scale, Bodies.Applied(body, options.Validation, warnings => WriteHandler.Warn(request, warnings)), ScaleOwnership.Schema, writer, options.Force),
                _ => Patched.Scale(patchType, scale, body, options, warnings => WriteHandler.Warn(request, warnings)),
            };
            WriteHandler.MatchName(patched, request.Attributes.Name);
            return patched;
        }, applies);
    }

    /// <summary>Changes the object by way of its Scale, which has owners of its own.</summary>
    private JsonObject Write(ApiRequest request, ResourceType type, WriteOptions options, Func<JsonObject, FieldWriter, JsonObject> change, bool applies)
    {
        var writer = WriteHandler.WriterOf(request, options);
        var fields = new FieldWriter(options.Manager, ScaleOwnership.ApiVersion, "Scale", "scale", request.Now, FieldSet.Empty);
        return registry.Update(type, request.Attributes.Namespace, request.Attributes.Name, writer, old =>
        {
            var scale = ScaleForm.Of(type, old);
            ManagedEntries.Set(scale, ScaleOwnership.ToScale(old, type));
            var changed = change(scale, fields);
            if (!applies)
            {
                ManagedFields.Update(scale, changed, ScaleOwnership.Schema, fields);
            }

            var owners = ScaleOwnership.ToObject(old, changed, type);
            ScaleForm.Write(type, old, changed);
            ManagedEntries.Set(old, owners);
            return new Wanted(old, Tracked: true);
        });
    }
}
