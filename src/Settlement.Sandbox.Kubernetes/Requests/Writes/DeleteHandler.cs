using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Lists;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Requests.Selection;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>DELETE of objects and of collections.</summary>
internal sealed class DeleteHandler(ObjectRegistry registry, ListReader lists)
{
    public async Task DeleteAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var accepted = Negotiation.ForDeleted(request.Http.Request, type);
        var options = await OptionsAsync(request, cancellationToken);
        var writer = WriterOf(request);
        var (last, gone) = registry.Delete(type, request.Attributes.Namespace, request.Attributes.Name, options, writer);
        WriteHandler.Warn(request, writer.Scope.Warnings);
        await (gone && !type.Strategy.AnswersDeleted
            ? ObjectAnswers.PlainAsync(request, accepted with { Shape = Shape.Objects }, 200, Success(type, last))
            : ObjectAnswers.ObjectAsync(request, type, accepted, 200, last));
    }

    public async Task DeleteAllAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var accepted = Negotiation.ForObjects(request.Http.Request, type);
        var query = ListQuery.Read(request.Http.Request, watch: false);
        var selection = ObjectSelection.Read(request.Http.Request, type, request.Attributes.Namespace);
        var options = await OptionsAsync(request, cancellationToken);
        var page = await lists.ReadAsync(ObjectRegistry.KeyOf(type, "", "").Resource, query, selection, cancellationToken);
        foreach (var stored in page.Items)
        {
            try
            {
                registry.Delete(type, stored.Key.Namespace, stored.Key.Name, options, WriterOf(request));
            }
            catch (StatusException e) when (e.Code == 404)
            {
                // Somebody else was quicker, which is what was wanted.
            }
        }

        await ObjectAnswers.ListAsync(request, type, accepted, page);
    }

    private static async Task<DeleteOptions> OptionsAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        return DeleteQuery.Read(request.Http.Request, body.Length == 0 ? null : Bodies.Options(body, ContentType.FormatOf(request.Http.Request)));
    }

    private static Writer WriterOf(ApiRequest request) => new(new RequestScope(request.User, request.Now, request.Objects), "");

    private static JsonObject Success(ResourceType type, JsonObject last)
    {
        var details = StatusException.Of(last.Name(), type.Group, type.Plural);
        details["uid"] = last.Uid();
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }
}
