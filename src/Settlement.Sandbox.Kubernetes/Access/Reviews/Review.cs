using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary>A question that is answered and not stored: the answer is the question with a status.</summary>
internal abstract class Review(string group, string plural, string kind, bool namespaced, SchemaNode schema) : ISubresource
{
    protected const string Authorization = "authorization.k8s.io";
    protected const string Authentication = "authentication.k8s.io";

    public string Group => group;

    public string Version => "v1";

    public string Plural => plural;

    public string Name => "";

    public (string Group, string Version, string Kind) Body => (group, "v1", kind);

    public bool Namespaced => namespaced;

    public IReadOnlyList<string> Verbs => ["create"];

    public SchemaNode? Schema => schema;

    /// <summary>Whether the answer says who wrote which field, as if it were stored.</summary>
    protected virtual bool TracksFields => true;

    public Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken)
    {
        if (namespaced && request.Attributes.Namespace.Length == 0)
        {
            throw new StatusException(404, "NotFound", ServerResponse.Words(404, "").Message, new JsonObject());
        }

        var body = request.Body ?? throw StatusException.BadRequest($"a {kind} is required");
        var status = Answer(request, body["spec"] as JsonObject ?? []);
        var answer = new JsonObject { ["kind"] = kind, ["apiVersion"] = $"{group}/v1", ["metadata"] = Metadata(request, body) };
        if (body["spec"] is { } spec)
        {
            answer["spec"] = spec.DeepClone();
        }

        if (TracksFields)
        {
            FieldRecord.Track(request, answer, schema);
        }

        answer["status"] = status;
        BuiltInForm.Apply(answer, schema);
        return Task.FromResult<(int, JsonObject?)>((201, answer));
    }

    /// <summary>The status.</summary>
    /// <exception cref="StatusException">The question makes no sense.</exception>
    protected abstract JsonObject Answer(ApiRequest request, JsonObject spec);

    protected virtual JsonObject Metadata(ApiRequest request, JsonObject body)
    {
        var metadata = body["metadata"]?.DeepClone() as JsonObject ?? [];
        if (namespaced)
        {
            metadata["namespace"] = request.Attributes.Namespace;
        }

        return metadata;
    }

    protected static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    /// <summary>A user as reviews show it.</summary>
    protected static JsonObject Show(UserInfo user)
    {
        var shown = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            shown["uid"] = user.Uid;
        }

        if (user.Groups.Count > 0)
        {
            shown["groups"] = Strings(user.Groups);
        }

        if (user.Extra.Count > 0)
        {
            shown["extra"] = new JsonObject(user.Extra.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Strings(pair.Value))));
        }

        return shown;
    }
}
