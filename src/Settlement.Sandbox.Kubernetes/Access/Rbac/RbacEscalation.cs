using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>Nobody grants more than they hold, unless they may <c>escalate</c> (roles) or <c>bind</c> (bindings).</summary>
internal sealed class RbacEscalation(RbacAuthorizer authorizer) : IEscalationCheck
{
    public void Confirm(GroupResource type, JsonObject value, JsonObject? old, RequestScope scope) => Check(authorizer.Rules, scope.User, type, value, old);

    /// <exception cref="StatusException">The write would grant too much, or binds a role that is not there.</exception>
    public static void Check(RbacRules rules, UserInfo user, GroupResource type, JsonObject value, JsonObject? old)
    {
        if (Users.IsMaster(user) || IsUnchanged(type.Resource, value, old))
        {
            return;
        }

        var granted = IsBinding(type.Resource) ? BoundRules(rules, user, value) : WrittenRules(rules, user, type, value);
        if (granted is null)
        {
            return;
        }

        var (held, problems) = rules.RulesFor(user, value.Namespace());
        var missing = granted.SelectMany(rule => rule.Parts()).Where(part => !held.Any(own => own.Covers(part))).ToList();
        if (missing.Count > 0)
        {
            var lines = string.Join('\n', Compact(missing).Select(rule => rule.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            var message = $"user {Go.Quote(user.Name)} (groups={Go.Quote(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n{lines}";
            throw StatusException.Forbidden(type, value.Name(), problems.Length == 0 ? message : $"{message}; resolution errors: {problems}");
        }
    }

    private static bool IsBinding(string resource) => resource is "rolebindings" or "clusterrolebindings";

    private static bool IsUnchanged(string resource, JsonObject value, JsonObject? old)
    {
        string[] members = IsBinding(resource) ? ["subjects", "roleRef"] : ["rules", "aggregationRule"];
        return old is not null && members.All(member => JsonNode.DeepEquals(value[member], old[member]));
    }

    /// <summary>What a role would grant; null if the user may write any.</summary>
    private static IReadOnlyList<PolicyRule>? WrittenRules(RbacRules rules, UserInfo user, GroupResource type, JsonObject role)
    {
        if (rules.Decide(user, Question("escalate", type.Resource, role.Namespace(), role.Name())).Allowed)
        {
            return null;
        }

        var written = PolicyRule.ReadAll(role);
        return role["aggregationRule"] is null ? written : [.. written, .. PolicyRule.Everything];
    }

    /// <summary>What a binding would grant; null if the user may bind this role.</summary>
    private static IReadOnlyList<PolicyRule>? BoundRules(RbacRules rules, UserInfo user, JsonObject binding)
    {
        var role = RoleReference.Read(binding);
        return rules.Decide(user, Question("bind", role.Kind.ToLowerInvariant() + "s", binding.Namespace(), role.Name)).Allowed
            ? null
            : rules.RulesOf(role, binding.Namespace()) ?? throw RbacRules.NotFound(role);
    }

    private static RequestAttributes Question(string verb, string resource, string ns, string name) => new(true, verb, RbacRules.Group, "*", resource, "", ns, name, "");

    /// <summary>Joins the verbs on the same resource.</summary>
    private static IEnumerable<PolicyRule> Compact(IEnumerable<PolicyRule> parts) => parts
        .GroupBy(part => (part.Groups.FirstOrDefault(), part.Resources.FirstOrDefault(), part.Names.FirstOrDefault(), Url: part.Urls.Length == 0 ? null : part.Urls[0] + part.Verbs[0]))
        .Select(group => group.First() with { Verbs = [.. group.SelectMany(part => part.Verbs)] });
}
