using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary><c>POST serviceaccounts/NAME/token</c>: the account's token. It says when it ends, but does not.</summary>
internal sealed class AccountToken(SchemaNode schema) : ISubresource
{
    private const string TokenGroup = "authentication.k8s.io";
    private const long UsualSeconds = 3600;
    private const long LeastSeconds = 600;

    public string Group => "";

    public string Version => "v1";

    public string Plural => "serviceaccounts";

    public string Name => "token";

    public (string Group, string Version, string Kind) Body => (TokenGroup, "v1", "TokenRequest");

    public bool Namespaced => true;

    public IReadOnlyList<string> Verbs => ["create"];

    public SchemaNode? Schema => schema;

    public Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken)
    {
        var accounts = objects.Catalog.Get("", "serviceaccounts");
        var (ns, name) = (request.Attributes.Namespace, request.Attributes.Name);
        if (objects.Find(accounts, ns, name) is null)
        {
            throw StatusException.NotFound(accounts.Resource, name);
        }

        var spec = request.Body.Object("spec");
        var seconds = spec.Number("expirationSeconds") ?? UsualSeconds;
        if (seconds < LeastSeconds)
        {
            throw StatusException.Invalid(TokenGroup, "TokenRequest", "", [FieldError.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")]);
        }

        var answer = new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = $"{TokenGroup}/v1",
            ["metadata"] = new JsonObject(),
            ["spec"] = spec?.DeepClone() ?? new JsonObject(),
        };
        FieldRecord.Track(request, answer, schema);
        answer.Metadata()["name"] = name;
        answer.Metadata()["namespace"] = ns;
        answer.Metadata()["creationTimestamp"] = Stamp(request.Now);
        answer["spec"]!["expirationSeconds"] = seconds;
        answer["status"] = new JsonObject { ["token"] = Tokens.OfServiceAccount(ns, name), ["expirationTimestamp"] = Stamp(request.Now.AddSeconds(seconds)) };
        BuiltInForm.Apply(answer, schema);
        return Task.FromResult<(int, JsonObject?)>((201, answer));
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
