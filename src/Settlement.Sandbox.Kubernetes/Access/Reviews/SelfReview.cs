using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary>Who the asking user is.</summary>
internal sealed class SelfReview(Func<string, string, string, SchemaNode> schema)
    : Review(Authentication, "selfsubjectreviews", "SelfSubjectReview", false, schema(Authentication, "v1", "SelfSubjectReview"))
{
    protected override bool TracksFields => false;

    protected override JsonObject Answer(ApiRequest request, JsonObject spec) => new() { ["userInfo"] = Show(request.User) };

    protected override JsonObject Metadata(ApiRequest request, JsonObject body) =>
        new() { ["creationTimestamp"] = request.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
}
