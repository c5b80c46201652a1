using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Answers requests to the objects of one kind.</summary>
internal sealed class ResourceHandler(ObjectRegistry registry)
{
    public async Task HandleAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var attributes = request.Attributes;
        var http = request.Http;
        switch (attributes.Verb)
        {
            case "get":
                await Answers.JsonAsync(http, 200, registry.Find(type, attributes.Namespace, attributes.Name) ?? throw StatusException.NotFound(type.Resource, attributes.Name));
                break;
            case "list":
                await ListAsync(request, type);
                break;
            case "watch":
                var from = request.Query("resourceVersion") is { Length: > 0 } text && text != "0" ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
                await new WatchStream(registry, type, http).RunAsync(attributes.Namespace, from, from == 0, cancellationToken);
                break;
            case "create":
                await CreateAsync(request, type, cancellationToken);
                break;
            case "update":
                var body = BodyReader.ParseObject(await BodyReader.ReadAsync(http, cancellationToken));
                await Answers.JsonAsync(http, 200, registry.Update(type, attributes.Namespace, attributes.Name, WriterOf(request), _ => body.DeepClone().AsObject()));
                break;
            case "patch":
                var patch = BodyReader.ParseObject(await BodyReader.ReadAsync(http, cancellationToken));
                await Answers.JsonAsync(http, 200, registry.Update(type, attributes.Namespace, attributes.Name, WriterOf(request), old => Merge(old, patch)));
                break;
            case "delete":
                await Answers.JsonAsync(http, 200, registry.Delete(type, attributes.Namespace, attributes.Name, new DeleteOptions(), WriterOf(request)).Last);
                break;
            default:
                throw StatusException.MethodNotSupported(type.Resource, attributes.Verb);
        }
    }

    private async Task CreateAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var body = BodyReader.ParseObject(await BodyReader.ReadAsync(request.Http, cancellationToken));
        await Answers.JsonAsync(request.Http, 201, MemberOrder.Of(type, registry.Create(type, request.Attributes.Namespace, body, WriterOf(request))));
    }

    private async Task ListAsync(ApiRequest request, ResourceType type)
    {
        var snapshot = registry.Store.Now(ObjectRegistry.KeyOf(type, "", "").Resource);
        var buffer = new ArrayBufferWriter<byte>();
        var head = type.IsCustom
            ? $"{{\"apiVersion\":\"{type.ApiVersion}\",\"items\":["
            : $"{{\"kind\":\"{type.ListKind}\",\"apiVersion\":\"{type.ApiVersion}\",\"metadata\":{{\"resourceVersion\":\"{snapshot.Version}\"}},\"items\":[";
        Utf8.Write(buffer, head);
        var first = true;
        foreach (var (_, stored) in snapshot.Objects)
        {
            if (request.Attributes.Namespace.Length == 0 || stored.Key.Namespace == request.Attributes.Namespace)
            {
                buffer.Write(first ? ""u8 : ","u8);
                buffer.Write(ObjectForm.Bytes(type, stored).Span);
                first = false;
            }
        }

        Utf8.Write(buffer, type.IsCustom ? $"],\"kind\":\"{type.ListKind}\",\"metadata\":{{\"continue\":\"\",\"resourceVersion\":\"{snapshot.Version}\"}}}}" : "]}");
        await Answers.BytesAsync(request.Http, 200, "application/json", buffer.WrittenMemory);
    }

    private static Writer WriterOf(ApiRequest request) => new(new RequestScope(request.User, request.Now, null!), "unknown");

    private static JsonObject Merge(JsonObject old, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                old.Remove(name);
            }
            else
            {
                old[name] = value is JsonObject inner ? Merge(old[name] as JsonObject ?? [], inner).DeepClone() : value.DeepClone();
            }
        }

        return old;
    }
}
