using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary>Whose a token is.</summary>
internal sealed class TokenReview(AccessControl access, Func<string, string, string, SchemaNode> schema)
    : Review(Authentication, "tokenreviews", "TokenReview", false, schema(Authentication, "v1", "TokenReview"))
{
    protected override JsonObject Answer(ApiRequest request, JsonObject spec)
    {
        if (spec.Text("token") is not { Length: > 0 } token)
        {
            throw StatusException.BadRequest("token is required for TokenReview in authentication");
        }

        return access.Tokens.Find(token) is { } user
            ? new JsonObject { ["authenticated"] = true, ["user"] = Show(user with { Groups = [.. user.Groups, Users.Authenticated] }) }
            : new JsonObject { ["user"] = new JsonObject() };
    }
}
