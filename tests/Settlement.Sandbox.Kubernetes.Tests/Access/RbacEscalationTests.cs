using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;
using static Settlement.Sandbox.Kubernetes.Tests.Access.Rbac;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

public sealed class RbacEscalationTests
{
    private static readonly RbacRules Admin = Seeded.Bind("default", "ad", "ClusterRole", "admin");

    [Fact]
    public void A_role_that_grants_more_than_its_writer_holds_is_refused_with_what_is_missing()
    {
        var refusal = Assert.Throws<StatusException>(() => Write(Admin, "roles", RoleObject("default", "y", "get,list -/nodes", "get -/pods")));

        Assert.Equal(403, refusal.Code);
        Assert.Equal(
            "roles.rbac.authorization.k8s.io \"y\" is forbidden: user \"system:serviceaccount:default:op\" (groups=[\"system:serviceaccounts\" \"system:serviceaccounts:default\" \"system:authenticated\"]) "
            + "is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\" \"list\"]}",
            refusal.Message);
    }

    [Fact]
    public void What_is_held_may_be_granted()
    {
        Write(Admin, "roles", RoleObject("default", "x", "get -/pods", "create -/pods/eviction", "get -/configmaps one"));
    }

    [Fact]
    public void A_right_on_one_name_is_no_right_on_all()
    {
        var rules = RbacRules.None.Role("default", "r", "get -/secrets one").Bind("default", "b", "Role", "r");

        Write(rules, "roles", RoleObject("default", "x", "get -/secrets one"));
        Assert.Throws<StatusException>(() => Write(rules, "roles", RoleObject("default", "x", "get -/secrets")));
    }

    [Fact]
    public void A_stronger_role_is_not_bound()
    {
        var refusal = Assert.Throws<StatusException>(() => Write(Admin, "rolebindings", BindingObject("default", "y", "ClusterRole", "cluster-admin")));

        Assert.Contains("is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_is_not_there_is_not_bound()
    {
        var refusal = Assert.Throws<StatusException>(() => Write(Admin, "rolebindings", BindingObject("default", "y", "Role", "none")));

        Assert.Equal((404, "role.rbac.authorization.k8s.io \"none\" not found"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void An_aggregating_role_needs_every_right()
    {
        var role = RoleObject("", "agg");
        role["aggregationRule"] = new JsonObject { ["clusterRoleSelectors"] = new JsonArray(new JsonObject()) };

        Assert.Throws<StatusException>(() => Write(Admin, "clusterroles", role));
    }

    [Fact]
    public void The_verbs_escalate_and_bind_lift_the_check()
    {
        Write(RbacRules.None.Role("default", "r", "escalate rbac.authorization.k8s.io/roles y").Bind("default", "b", "Role", "r"), "roles", RoleObject("default", "y", "get -/nodes"));
        Write(RbacRules.None.Role("default", "r", "bind rbac.authorization.k8s.io/clusterroles cluster-admin").Bind("default", "b", "Role", "r"), "rolebindings", BindingObject("default", "y", "ClusterRole", "cluster-admin"));
    }

    [Fact]
    public void A_write_that_leaves_the_rules_alone_is_not_checked()
    {
        var role = RoleObject("default", "y", "get -/nodes");
        var labelled = role.DeepClone().AsObject();
        labelled.Metadata()["labels"] = new JsonObject { ["a"] = "b" };

        RbacEscalation.Check(Admin, Op, Resource("roles"), labelled, role);
    }

    [Fact]
    public void Masters_write_what_they_like()
    {
        RbacEscalation.Check(RbacRules.None, new UserInfo("admin", "", [Users.Masters]), Resource("roles"), RoleObject("default", "y", "get -/nodes"), null);
    }

    private static GroupResource Resource(string resource) => new(RbacRules.Group, resource);

    private static void Write(RbacRules rules, string resource, JsonObject value) => RbacEscalation.Check(rules, Op, Resource(resource), value, null);
}
