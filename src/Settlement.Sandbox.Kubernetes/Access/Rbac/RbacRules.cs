using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>All roles and bindings at one moment, and what follows from them. Never changed: a write gives the next one.</summary>
internal sealed class RbacRules
{
    public const string Group = "rbac.authorization.k8s.io";

    public static readonly RbacRules None = new();

    private readonly ConcurrentDictionary<string, IReadOnlyList<PolicyRule>> _joined = new(StringComparer.Ordinal);

    private ImmutableDictionary<(string Namespace, string Name), IReadOnlyList<PolicyRule>> Roles { get; init; } = ImmutableDictionary<(string, string), IReadOnlyList<PolicyRule>>.Empty;

    private ImmutableSortedDictionary<string, ClusterRole> ClusterRoles { get; init; } = ImmutableSortedDictionary.Create<string, ClusterRole>(StringComparer.Ordinal);

    private ImmutableDictionary<string, BindingSet> Bindings { get; init; } = ImmutableDictionary.Create<string, BindingSet>(StringComparer.Ordinal);

    private RbacRules(RbacRules previous)
    {
        Roles = previous.Roles;
        ClusterRoles = previous.ClusterRoles;
        Bindings = previous.Bindings;
    }

    private RbacRules()
    {
    }

    /// <summary>With one more role or binding, or another state of it.</summary>
    public RbacRules With(string resource, JsonObject value)
    {
        var ns = value.Namespace();
        return resource switch
        {
            "roles" => new RbacRules(this) { Roles = Roles.SetItem((ns, value.Name()), PolicyRule.ReadAll(value)) },
            "clusterroles" => new RbacRules(this) { ClusterRoles = ClusterRoles.SetItem(value.Name(), ClusterRole.Read(value)) },
            "rolebindings" or "clusterrolebindings" => new RbacRules(this) { Bindings = Bindings.SetItem(ns, Of(ns).With(Binding.Read(value))) },
            _ => this,
        };
    }

    public RbacRules Without(string resource, string ns, string name) => resource switch
    {
        "roles" => new RbacRules(this) { Roles = Roles.Remove((ns, name)) },
        "clusterroles" => new RbacRules(this) { ClusterRoles = ClusterRoles.Remove(name) },
        "rolebindings" or "clusterrolebindings" => new RbacRules(this) { Bindings = Bindings.SetItem(ns, Of(ns).Without(name)) },
        _ => this,
    };

    /// <summary>Whether a user may, with the binding that allows it, or else the roles that are missing.</summary>
    public AccessDecision Decide(UserInfo user, RequestAttributes request)
    {
        if (Users.IsMaster(user))
        {
            return new AccessDecision(true, "");
        }

        var missing = new List<string>();
        foreach (var bound in BindingsOf(user, request.Namespace))
        {
            if (RulesOf(bound.Binding.Role, bound.Binding.Namespace) is not { } rules)
            {
                missing.Add(Missing(bound.Binding.Role));
                continue;
            }

            foreach (var rule in rules)
            {
                if (rule.Allows(request))
                {
                    return new AccessDecision(true, $"RBAC: allowed by {bound.Binding.Describe(bound.Subject)}");
                }
            }
        }

        return new AccessDecision(false, missing.Count == 0 ? "" : $"RBAC: {Join(missing)}");
    }

    /// <summary>All rules that apply to a user in a namespace (or, with an empty one, in the cluster), and what could not be found out; empty if nothing.</summary>
    public (IReadOnlyList<PolicyRule> Rules, string Problems) RulesFor(UserInfo user, string ns)
    {
        List<PolicyRule> all = [];
        List<string> missing = [];
        foreach (var bound in BindingsOf(user, ns))
        {
            if (RulesOf(bound.Binding.Role, bound.Binding.Namespace) is { } rules)
            {
                all.AddRange(rules);
            }
            else
            {
                missing.Add(Missing(bound.Binding.Role));
            }
        }

        return (all, missing.Count == 0 ? "" : Join(missing));
    }

    /// <summary>The rules of a role; null if there is no such role.</summary>
    /// <param name="role">Of what kind and name.</param>
    /// <param name="ns">Where a Role is looked for.</param>
    public IReadOnlyList<PolicyRule>? RulesOf(RoleReference role, string ns) => role.Kind switch
    {
        "Role" => Roles.GetValueOrDefault((ns, role.Name)),
        "ClusterRole" when ClusterRoles.TryGetValue(role.Name, out var found) =>
            found.Aggregates is null ? found.Rules : _joined.GetOrAdd(role.Name, static (_, all) => all.Found.AllRules([.. all.Roles.Values]), (Found: found, Roles: ClusterRoles)),
        _ => null,
    };

    /// <summary>The refusal when a binding names a role that is not there.</summary>
    public static StatusException NotFound(RoleReference role) => StatusException.NotFound(new GroupResource(Group, role.Kind.ToLowerInvariant()), role.Name);

    private IEnumerable<BindingSet.Bound> BindingsOf(UserInfo user, string ns) => ns.Length == 0 ? Of("").Of(user) : Of("").Of(user).Concat(Of(ns).Of(user));

    private BindingSet Of(string ns) => Bindings.GetValueOrDefault(ns, BindingSet.Empty);

    private static string Missing(RoleReference role) => $"{role.Kind.ToLowerInvariant()}.{Group} {Go.Quote(role.Name)} not found";

    private static string Join(IEnumerable<string> problems) => problems.Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : $"[{string.Join(", ", problems.Distinct(StringComparer.Ordinal))}]";
}
