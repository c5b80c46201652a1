using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;
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
        return Write(request, type, options, (old, present) => scale);
    }

    private async Task<JsonObject> PatchAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var patchType = PatchType.Of(request.Http.Request, type);
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        var options = WriteOptions.Read(request.Http.Request, "PatchOptions", patchType == PatchType.Apply);
        if (patchType == PatchType.Apply)
        {
            var applied = Bodies.Scale(body, WireFormat.Yaml, options.Validation, warnings => WriteHandler.Warn(request, warnings));
            return Apply(request, type, options, applied);
        }

        return Write(request, type, options, (old, scale) =>
        {
            var patched = patchType == PatchType.Json ? JsonPatch.Apply(scale, body.Span, []) : MergePatch.Apply(scale, body.Span, []);
            WriteHandler.MatchName(patched, request.Attributes.Name);
            return patched;
        });
    }

    /// <summary>An apply of the Scale is an apply of the one field it stands for; conflicts are told in terms of the Scale.</summary>
    private JsonObject Apply(ApiRequest request, ResourceType type, WriteOptions options, JsonObject applied)
    {
        WriteHandler.MatchName(applied, request.Attributes.Name);
        var writer = WriteHandler.WriterOf(request, options);
        var configuration = new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = new JsonObject { ["name"] = request.Attributes.Name } };
        if (applied.Object("spec").Number("replicas") is { } replicas)
        {
            ScaleForm.SetReplicas(type, configuration, replicas);
        }

        try
        {
            return registry.Update(type, request.Attributes.Namespace, request.Attributes.Name, writer, old =>
                new Wanted(ManagedFields.Apply(old, configuration, type.Schema, writer.Fields(type), options.Force), Tracked: true));
        }
        catch (StatusException e) when (e is { Code: 409, Details: not null })
        {
            throw ScaleForm.InTermsOfScale(type, e);
        }
    }

    private JsonObject Write(ApiRequest request, ResourceType type, WriteOptions options, Func<JsonObject, JsonObject, JsonObject> change) =>
        registry.Update(type, request.Attributes.Namespace, request.Attributes.Name, WriteHandler.WriterOf(request, options), old =>
        {
            var scale = change(old, ScaleForm.Of(type, old));
            ScaleForm.Write(type, old, scale);
            return new Wanted(old);
        });
}
