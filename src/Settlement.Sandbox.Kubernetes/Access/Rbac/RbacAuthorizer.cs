using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>Who may do what by the roles and bindings stored now: a write of one counts for the very next request.</summary>
internal sealed class RbacAuthorizer : IAuthorizer
{
    private RbacRules _rules = RbacRules.None;

    public RbacRules Rules => Volatile.Read(ref _rules);

    /// <summary>Begins to follow the objects. Not to be called while somebody writes.</summary>
    public void Follow(IObjects objects)
    {
        objects.Observe(Apply);
        Volatile.Write(ref _rules, RulesIn(objects));
    }

    /// <summary>The roles and bindings that are stored.</summary>
    public static RbacRules RulesIn(IObjects objects)
    {
        var rules = RbacRules.None;
        foreach (var type in objects.Catalog.All.Where(type => type.Group == RbacRules.Group))
        {
            rules = objects.List(type, "").Aggregate(rules, (all, value) => all.With(type.Plural, value));
        }

        return rules;
    }

    public AccessDecision Decide(UserInfo user, RequestAttributes request) => Rules.Decide(user, request);

    private void Apply(StoredEvent change)
    {
        var key = change.Object.Key;
        if (key.Resource.Group == RbacRules.Group)
        {
            Volatile.Write(ref _rules, change.Kind == ChangeKind.Deleted ? _rules.Without(key.Resource.Resource, key.Namespace, key.Name) : _rules.With(key.Resource.Resource, change.Object.Parse()));
        }
    }
}
