using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Types;
using static Settlement.Sandbox.Kubernetes.Tests.Access.Rbac;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

public sealed class RbacRulesTests
{
    [Fact]
    public void Nobody_may_anything_without_a_binding()
    {
        Assert.False(RbacRules.None.Role("default", "r", "* */*").Allows(Op, "get", "pods", "default"));
    }

    [Fact]
    public void A_role_counts_in_its_namespace_only()
    {
        var rules = RbacRules.None.Role("default", "r", "get -/pods").Bind("default", "b", "Role", "r");

        Assert.True(rules.Allows(Op, "get", "pods", "default", "p"));
        Assert.False(rules.Allows(Op, "get", "pods", "other", "p"));
        Assert.False(rules.Allows(Op, "get", "pods"));
        Assert.False(rules.Allows(Op with { Name = "system:serviceaccount:other:op" }, "get", "pods", "default", "p"));
    }

    [Fact]
    public void Verb_group_resource_and_name_must_all_fit()
    {
        var rules = RbacRules.None.Role("default", "r", "get,list example.com/dbs one").Bind("default", "b", "Role", "r");

        Assert.True(rules.Allows(Op, "get", "dbs", "default", "one", "example.com"));
        Assert.False(rules.Allows(Op, "get", "dbs", "default", "two", "example.com"));
        Assert.False(rules.Allows(Op, "patch", "dbs", "default", "one", "example.com"));
        Assert.False(rules.Allows(Op, "get", "dbs", "default", "one"));
        Assert.False(rules.Allows(Op, "get", "dbs/status", "default", "one", "example.com"));
        Assert.False(rules.Allows(Op, "list", "dbs", "default", "", "example.com"));
    }

    [Theory]
    [InlineData("patch -/pods/status", true)]
    [InlineData("patch -/*/status", true)]
    [InlineData("patch -/*", true)]
    [InlineData("patch -/pods", false)]
    [InlineData("patch -/pods/*", false)]
    public void A_subresource_must_be_named_or_starred(string rule, bool allowed)
    {
        Assert.Equal(allowed, RbacRules.None.Role("default", "r", rule).Bind("default", "b", "Role", "r").Allows(Op, "patch", "pods/status", "default", "p"));
    }

    [Fact]
    public void A_cluster_role_bound_in_a_namespace_counts_there_and_bound_in_the_cluster_everywhere()
    {
        var rules = RbacRules.None.ClusterRole("r", [], "get -/pods,nodes");

        Assert.True(rules.Bind("default", "b", "ClusterRole", "r").Allows(Op, "get", "pods", "default"));
        Assert.False(rules.Bind("default", "b", "ClusterRole", "r").Allows(Op, "get", "nodes"));
        Assert.True(rules.Bind("", "b", "ClusterRole", "r").Allows(Op, "get", "nodes"));
        Assert.True(rules.Bind("", "b", "ClusterRole", "r").Allows(Op, "get", "pods", "other"));
    }

    [Fact]
    public void A_missing_role_is_named_in_the_reason_and_several_are_listed_once()
    {
        var rules = RbacRules.None.Bind("default", "a", "Role", "missing").Bind("default", "b", "Role", "missing");

        Assert.Equal("RBAC: role.rbac.authorization.k8s.io \"missing\" not found", rules.Decide(Op, Question("get", "pods", "default")).Reason);
        Assert.Equal(
            "RBAC: [clusterrole.rbac.authorization.k8s.io \"none\" not found, role.rbac.authorization.k8s.io \"missing\" not found]",
            rules.Bind("", "c", "ClusterRole", "none").Decide(Op, Question("get", "pods", "default")).Reason);
    }

    [Fact]
    public void An_allowing_binding_is_named_in_the_reason()
    {
        var rules = RbacRules.None.Role("default", "r", "get -/pods").Bind("default", "b", "Role", "r");

        Assert.Equal("RBAC: allowed by RoleBinding \"b/default\" of Role \"r\" to ServiceAccount \"op/default\"", rules.Decide(Op, Question("get", "pods", "default")).Reason);
        Assert.Equal(
            "RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \"system:discovery\" to Group \"system:authenticated\"",
            Seeded.Decide(Op, Path("/apis/apps/v1")).Reason);
    }

    [Fact]
    public void A_right_ends_with_its_binding_and_with_its_role()
    {
        var rules = RbacRules.None.Role("default", "r", "get -/pods").Bind("default", "b", "Role", "r");

        Assert.False(rules.Without("rolebindings", "default", "b").Allows(Op, "get", "pods", "default"));
        Assert.False(rules.Without("roles", "default", "r").Allows(Op, "get", "pods", "default"));
    }

    [Fact]
    public void View_takes_in_labelled_roles_and_edit_and_admin_take_them_in_from_view()
    {
        var rules = Seeded.ClusterRole("agg", ["rbac.authorization.k8s.io/aggregate-to-view"], "get example.com/dbs");

        foreach (var role in (string[])["view", "edit", "admin"])
        {
            Assert.True(rules.Bind("default", "b", "ClusterRole", role).Allows(Op, "get", "dbs", "default", "", "example.com"), role);
        }

        Assert.False(Seeded.Bind("default", "b", "ClusterRole", "view").Allows(Op, "get", "dbs", "default", "", "example.com"));
    }

    [Fact]
    public void Roles_that_take_in_each_other_are_no_endless_loop()
    {
        var aggregation = """{"metadata":{"name":"NAME","labels":{"l":"NAME"}},"rules":[],"aggregationRule":{"clusterRoleSelectors":[{"matchExpressions":[{"key":"l","operator":"Exists"}]}]}}""";
        var rules = RbacRules.None;
        foreach (var name in (string[])["a", "b"])
        {
            rules = rules.With("clusterroles", System.Text.Json.Nodes.JsonNode.Parse(aggregation.Replace("NAME", name, StringComparison.Ordinal))!.AsObject());
        }

        Assert.True(rules.ClusterRole("c", ["l"], "get -/pods").Bind("", "b", "ClusterRole", "a").Allows(Op, "get", "pods"));
    }

    [Fact]
    public void Everybody_may_see_the_version_and_only_the_known_may_discover()
    {
        Assert.True(Seeded.Decide(Users.Anonymous, Path("/version")).Allowed);
        Assert.False(Seeded.Decide(Users.Anonymous, Path("/apis")).Allowed);
        Assert.True(Seeded.Decide(Op, Path("/apis")).Allowed);
        Assert.False(Seeded.Decide(Op, Path("/metrics")).Allowed);
    }

    [Fact]
    public void Masters_may_everything()
    {
        Assert.True(RbacRules.None.Allows(new UserInfo("admin", "", [Users.Masters]), "delete", "anything"));
    }
}
