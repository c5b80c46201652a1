using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>POST, PUT and PATCH of objects and their status.</summary>
internal sealed class WriteHandler(ObjectRegistry registry)
{
    public async Task CreateAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        var accepted = Negotiation.ForObjects(request.Http.Request, type);
        var (value, options) = await ReadAsync(request, type, "CreateOptions", cancellationToken);
        Patched.CheckKind(value, type, value.Name());
        if (request.Attributes.Name is { Length: > 0 } name)
        {
            value.Metadata().TryAdd("name", name);
        }

        var writer = WriterOf(request, options);
        var created = registry.Create(type, request.Attributes.Namespace, value, writer);
        await AnswerAsync(request, type, accepted, 201, created, writer);
    }

    public async Task UpdateAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        RequireName(request);
        var accepted = Negotiation.ForObjects(request.Http.Request, type);
        var (value, options) = await ReadAsync(request, type, "UpdateOptions", cancellationToken);
        var (ns, name) = (request.Attributes.Namespace, request.Attributes.Name);
        MatchName(value, name);
        ObjectRegistry.MatchNamespace(value, ns);
        Patched.CheckKind(value, type, name);
        var writer = WriterOf(request, options);
        if (type.Strategy.CreatesOnUpdate && writer.Subresource.Length == 0 && registry.Find(type, ns, name) is null)
        {
            value.Metadata().Remove("resourceVersion");
            await AnswerAsync(request, type, accepted, 201, registry.Create(type, ns, value, writer), writer);
            return;
        }

        var updated = registry.Update(type, ns, name, writer, old => new Wanted(Replacing(type, ns, name, old, value)));
        await AnswerAsync(request, type, accepted, 200, updated, writer);
    }

    public async Task PatchAsync(ApiRequest request, ResourceType type, CancellationToken cancellationToken)
    {
        RequireName(request);
        var patchType = PatchType.Of(request.Http.Request, type);
        var accepted = Negotiation.ForObjects(request.Http.Request, type);
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        var options = WriteOptions.Read(request.Http.Request, "PatchOptions", patchType == PatchType.Apply);
        var writer = WriterOf(request, options);
        if (patchType == PatchType.Apply)
        {
            await ApplyAsync(request, type, accepted, body, options, writer);
            return;
        }

        var updated = registry.Update(
            type, request.Attributes.Namespace, request.Attributes.Name, writer, old => new Wanted(Patched.By(patchType, type, old, body, options, request.Attributes, warnings => Warn(request, warnings))));
        await AnswerAsync(request, type, accepted, 200, updated, writer);
    }

    /// <exception cref="StatusException">400: the path names no object.</exception>
    private static void RequireName(ApiRequest request)
    {
        if (request.Attributes.Name.Length == 0)
        {
            throw StatusException.BadRequest("name must be provided");
        }
    }

    internal static void MatchName(JsonObject value, string name)
    {
        var own = value.Name();
        if (own.Length == 0)
        {
            throw StatusException.BadRequest($"the name of the object ({name} based on URL) was undeterminable: name must be provided");
        }

        if (own != name)
        {
            throw StatusException.BadRequest($"the name of the object ({own}) does not match the name on the URL ({name})");
        }
    }

    internal static Writer WriterOf(ApiRequest request, WriteOptions options) =>
        new(new RequestScope(request.User, request.Now, request.Objects), options.Manager, options.DryRun, request.Attributes.Subresource);

    internal static void Warn(ApiRequest request, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            Answers.Warn(request.Http, warning);
        }
    }

    private static JsonObject Replacing(ResourceType type, string ns, string name, JsonObject old, JsonObject value)
    {
        if (value.Uid() is { Length: > 0 } uid && uid != old.Uid())
        {
            var key = ObjectRegistry.KeyOf(type, ns, name);
            var path = string.Join('/', new[] { type.Group, type.Plural, key.Namespace, name }.Where(p => p.Length > 0));
            throw StatusException.Conflict(type.Resource, name,
                $"StorageError: invalid object, Code: 4, Key: /registry/{path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid()}");
        }

        return value.DeepClone().AsObject();
    }

    private static void RefuseUid(ResourceType type, JsonObject value)
    {
        if (value.Uid() is { Length: > 0 } uid)
        {
            throw StatusException.Conflict(type.Resource, value.Name(), $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }
    }

    private async Task ApplyAsync(ApiRequest request, ResourceType type, Accepted accepted, ReadOnlyMemory<byte> body, WriteOptions options, Writer writer)
    {
        var (ns, name) = (request.Attributes.Namespace, request.Attributes.Name);
        var applied = Bodies.Applied(body, options.Validation, warnings => Warn(request, warnings));
        var fields = writer.Fields(type);
        if (writer.Subresource.Length == 0 && registry.Find(type, ns, name) is null)
        {
            var value = Patched.Converted(ManagedFields.Apply(null, applied, type.Schema, fields, options.Force), applied, type);
            value.Metadata().TryAdd("name", name);
            MatchName(value, name);
            RefuseUid(type, value);
            value.Metadata().Remove("resourceVersion");
            try
            {
                var created = registry.Create(type, ns, value, writer, tracked: true);
                await AnswerAsync(request, type, accepted, 201, created, writer);
                return;
            }
            catch (StatusException e) when (e.Reason == "AlreadyExists" && registry.Find(type, ns, name) is not null)
            {
                // Somebody else created it meanwhile: then it is an update.
            }
        }

        var updated = registry.Update(type, ns, name, writer, old =>
        {
            var value = Patched.Converted(ManagedFields.Apply(old, applied, type.Schema, fields, options.Force), applied, type);
            MatchName(value, name);
            ObjectRegistry.MatchNamespace(value, ns);
            return new Wanted(value, Tracked: true);
        });
        await AnswerAsync(request, type, accepted, 200, updated, writer);
    }

    private static async Task<(JsonObject Value, WriteOptions Options)> ReadAsync(ApiRequest request, ResourceType type, string optionsKind, CancellationToken cancellationToken)
    {
        var format = ContentType.FormatOf(request.Http.Request);
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        var options = WriteOptions.Read(request.Http.Request, optionsKind);
        var value = Bodies.Object(body, format, type, options.Validation, warnings => Warn(request, warnings));
        return (value, options);
    }

    private static Task AnswerAsync(ApiRequest request, ResourceType type, Accepted accepted, int code, JsonObject value, Writer writer)
    {
        Warn(request, writer.Scope.Warnings);
        return ObjectAnswers.ObjectAsync(request, type, accepted, code, value);
    }
}
