using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary><c>PUT namespaces/NAME/finalize</c>: writes spec.finalizers, which a namespace itself keeps from its writers.</summary>
internal sealed class NamespaceFinalize(SchemaNode schema) : ISubresource
{
    public string Group => "";

    public string Version => "v1";

    public string Plural => "namespaces";

    public string Name => "finalize";

    public (string Group, string Version, string Kind) Body => ("", "v1", "Namespace");

    public bool Namespaced => false;

    public IReadOnlyList<string> Verbs => ["update"];

    public SchemaNode? Schema => schema;

    public Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken)
    {
        var type = objects.Catalog.Get("", "namespaces");
        var name = request.Attributes.Name;
        var body = request.Body ?? throw StatusException.BadRequest("a Namespace is required");
        var asked = body.Object("metadata").Text("resourceVersion");
        var written = objects.Change(type, "", name, "finalize", value =>
        {
            if (asked is { Length: > 0 } && asked != value.Metadata().Text("resourceVersion"))
            {
                throw StatusException.Modified(type.Resource, name);
            }

            var spec = value["spec"] as JsonObject ?? [];
            value["spec"] = spec;
            if (body.Object("spec").Array("finalizers") is { Count: > 0 } finalizers)
            {
                spec["finalizers"] = finalizers.DeepClone();
            }
            else
            {
                spec.Remove("finalizers");
            }

            return true;
        });
        return Task.FromResult<(int, JsonObject?)>((200, written ?? throw StatusException.NotFound(type.Resource, name)));
    }
}
