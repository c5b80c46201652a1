using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Pods;

/// <summary>A path below a pod.</summary>
internal abstract class PodSubresource(string name, string verb, (string Group, string Version, string Kind) body, SchemaNode schema) : ISubresource
{
    public string Group => "";

    public string Version => "v1";

    public string Plural => "pods";

    public string Name => name;

    public (string Group, string Version, string Kind) Body => body;

    public bool Namespaced => true;

    public IReadOnlyList<string> Verbs => [verb];

    public SchemaNode? Schema => schema;

    public abstract Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken);

    protected static ResourceType Pods(IObjects objects) => objects.Catalog.Get("", "pods");

    /// <exception cref="StatusException">There is none.</exception>
    protected static JsonObject Pod(ApiRequest request, IObjects objects) =>
        objects.Find(Pods(objects), request.Attributes.Namespace, request.Attributes.Name) ?? throw StatusException.NotFound(Pods(objects).Resource, request.Attributes.Name);

    /// <exception cref="StatusException">There is no body, or it names another pod, or none where it must name one.</exception>
    protected JsonObject CheckedBody(ApiRequest request, bool named)
    {
        var sent = request.Body ?? throw StatusException.BadRequest($"a {body.Kind} is required");
        return (sent.Name().Length == 0 && !named) || sent.Name() == request.Attributes.Name ? sent : throw StatusException.BadRequest($"name in URL does not match name in {body.Kind} object");
    }

    protected static JsonObject Success(int code) => new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = code };
}
