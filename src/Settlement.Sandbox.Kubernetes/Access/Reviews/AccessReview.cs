using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary>Whether somebody may do something: oneself, anybody, or anybody in one namespace.</summary>
internal sealed class AccessReview : Review
{
    private readonly AccessControl _access;
    private readonly bool _self;

    private AccessReview(AccessControl access, bool self, string plural, string kind, bool namespaced, SchemaNode schema)
        : base(Authorization, plural, kind, namespaced, schema)
    {
        _access = access;
        _self = self;
    }

    public static AccessReview Self(AccessControl access, Func<string, string, string, SchemaNode> schema) =>
        new(access, true, "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, schema(Authorization, "v1", "SelfSubjectAccessReview"));

    public static AccessReview Anybody(AccessControl access, Func<string, string, string, SchemaNode> schema) =>
        new(access, false, "subjectaccessreviews", "SubjectAccessReview", false, schema(Authorization, "v1", "SubjectAccessReview"));

    public static AccessReview Local(AccessControl access, Func<string, string, string, SchemaNode> schema) =>
        new(access, false, "localsubjectaccessreviews", "LocalSubjectAccessReview", true, schema(Authorization, "v1", "LocalSubjectAccessReview"));

    protected override JsonObject Answer(ApiRequest request, JsonObject spec)
    {
        var question = Question(spec);
        if (Namespaced && question.Namespace != request.Attributes.Namespace)
        {
            throw StatusException.BadRequest($"spec.resourceAttributes.namespace must match namespace: {request.Attributes.Namespace}");
        }

        var decision = _access.Rules.Decide(_self ? request.User : Named(spec), question);
        var status = new JsonObject { ["allowed"] = decision.Allowed };
        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        return status;
    }

    private RequestAttributes Question(JsonObject spec)
    {
        var (resource, path) = (spec.Object("resourceAttributes"), spec.Object("nonResourceAttributes"));
        if (Namespaced && resource is null)
        {
            return new RequestAttributes(true, "", "", "", "", "", "", "", "");
        }

        return (resource, path) switch
        {
            (not null, null) => new RequestAttributes(true, Of(resource, "verb"), Of(resource, "group"), Of(resource, "version"), Of(resource, "resource"), Of(resource, "subresource"), Of(resource, "namespace"), Of(resource, "name"), ""),
            (null, not null) => new RequestAttributes(false, Of(path, "verb"), "", "", "", "", "", "", Of(path, "path")),
            _ => throw StatusException.BadRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified"),
        };
    }

    private static UserInfo Named(JsonObject spec) => new(Of(spec, "user"), Of(spec, "uid"), [.. (spec.Array("groups") ?? []).OfType<JsonValue>().Select(group => group.ToString())]);

    private static string Of(JsonObject node, string name) => node.Text(name) ?? "";
}
