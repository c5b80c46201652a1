using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary>All that the asking user may do in a namespace.</summary>
internal sealed class RulesReview(AccessControl access, Func<string, string, string, SchemaNode> schema)
    : Review(Authorization, "selfsubjectrulesreviews", "SelfSubjectRulesReview", false, schema(Authorization, "v1", "SelfSubjectRulesReview"))
{
    protected override JsonObject Answer(ApiRequest request, JsonObject spec)
    {
        if (spec.Text("namespace") is not { Length: > 0 } ns)
        {
            throw StatusException.BadRequest("no namespace on request");
        }

        var (rules, problems) = access.Rules.RulesFor(request.User, ns);
        if (Users.IsMaster(request.User))
        {
            rules = [.. rules, .. PolicyRule.Everything];
        }

        var status = new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(rule => rule.Resources.Length > 0).Select(rule => Show(rule, ("apiGroups", rule.Groups), ("resources", rule.Resources), ("resourceNames", rule.Names)))]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(rule => rule.Urls.Length > 0).Select(rule => Show(rule, ("nonResourceURLs", rule.Urls)))]),
            ["incomplete"] = false,
        };
        if (problems.Length > 0)
        {
            status["evaluationError"] = problems;
        }

        return status;
    }

    private static JsonObject Show(PolicyRule rule, params ReadOnlySpan<(string Name, string[] Values)> members)
    {
        var shown = new JsonObject { ["verbs"] = Strings(rule.Verbs) };
        foreach (var (name, values) in members)
        {
            if (values.Length > 0)
            {
                shown[name] = Strings(values);
            }
        }

        return shown;
    }
}
