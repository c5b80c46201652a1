using k8s.Models;
using Settlement.Kubernetes.Resources;

namespace Settlement.Operator.Run;

/// <summary>Who the settlers of a run are, and what they may do: their own run's status, their own lease, a look at each other, events.</summary>
internal static class SettlerAccess
{
    /// <summary>The settlers' service account.</summary>
    public static V1ServiceAccount ServiceAccount(SettlementRun run) => new() { Metadata = SettlerManifests.Metadata(run, RunNames.Settler(run.Metadata.Name)) };

    /// <summary>
    /// The settlers' rights, by name of the object wherever Kubernetes can check names. It cannot for creating, so the operator makes the lease and the settlers only
    /// update it.
    /// </summary>
    public static V1Role Role(SettlementRun run)
    {
        var name = run.Metadata.Name;
        return new V1Role
        {
            Metadata = SettlerManifests.Metadata(run, RunNames.Settler(name)),
            Rules =
            [
                Rule(SettlementRun.KubeGroup, "settlementruns", ["get", "list", "watch"], [name]),
                Rule(SettlementRun.KubeGroup, "settlementruns/status", ["patch"], [name]),
                Rule("coordination.k8s.io", "leases", ["get", "update"], [RunNames.Lease(name)]),
                Rule("", "pods", ["list", "watch"], [.. RunNames.Pods(name, run.Spec.Settlers)]),
                Rule("events.k8s.io", "events", ["create", "patch"], null),
            ],
        };
    }

    /// <summary>Gives the role to the account.</summary>
    public static V1RoleBinding RoleBinding(SettlementRun run)
    {
        var name = RunNames.Settler(run.Metadata.Name);
        return new V1RoleBinding
        {
            Metadata = SettlerManifests.Metadata(run, name),
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = name },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = name, NamespaceProperty = run.Metadata.NamespaceProperty }],
        };
    }

    /// <summary>The lease that nominates the leader; who holds it is written by the settlers alone.</summary>
    public static V1Lease Lease(SettlementRun run) => new() { Metadata = SettlerManifests.Metadata(run, RunNames.Lease(run.Metadata.Name)) };

    private static V1PolicyRule Rule(string group, string resource, IList<string> verbs, IList<string>? names) =>
        new() { ApiGroups = [group], Resources = [resource], Verbs = verbs, ResourceNames = names };
}
