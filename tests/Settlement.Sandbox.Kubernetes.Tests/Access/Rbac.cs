using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

/// <summary>Roles, bindings and questions for tests, in few words.</summary>
internal static class Rbac
{
    public static readonly UserInfo Op = new("system:serviceaccount:default:op", "", ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]);

    public static RbacRules Seeded => RbacSeeds.ClusterRoleBindings.Aggregate(RbacSeeds.ClusterRoles.Aggregate(RbacRules.None, (all, role) => all.With("clusterroles", role)), (all, binding) => all.With("clusterrolebindings", binding));

    public static RbacRules Role(this RbacRules rules, string ns, string name, params string[] allowed) => rules.With("roles", RoleObject(ns, name, allowed));

    public static RbacRules ClusterRole(this RbacRules rules, string name, string[] labels, params string[] allowed)
    {
        var role = RoleObject("", name, allowed);
        role.Metadata()["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label, (JsonNode?)"true")));
        return rules.With("clusterroles", role);
    }

    /// <summary>Binds the service account <c>default/op</c>.</summary>
    public static RbacRules Bind(this RbacRules rules, string ns, string name, string roleKind, string role) =>
        rules.With(ns.Length == 0 ? "clusterrolebindings" : "rolebindings", BindingObject(ns, name, roleKind, role));

    public static JsonObject BindingObject(string ns, string name, string roleKind, string role) => new()
    {
        ["metadata"] = Metadata(ns, name),
        ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "op", ["namespace"] = "default" }),
        ["roleRef"] = new JsonObject { ["kind"] = roleKind, ["name"] = role },
    };

    /// <summary>Each rule as <c>verbs group/resources names</c>, lists with commas, <c>-</c> for the core group.</summary>
    public static JsonObject RoleObject(string ns, string name, params string[] allowed) => new()
    {
        ["metadata"] = Metadata(ns, name),
        ["rules"] = new JsonArray([.. allowed.Select(Rule)]),
    };

    public static bool Allows(this RbacRules rules, UserInfo user, string verb, string resource, string ns = "", string name = "", string group = "") =>
        rules.Decide(user, Question(verb, resource, ns, name, group)).Allowed;

    public static RequestAttributes Question(string verb, string resource, string ns = "", string name = "", string group = "")
    {
        var parts = resource.Split('/');
        return new RequestAttributes(true, verb, group, "v1", parts[0], parts.Length > 1 ? parts[1] : "", ns, name, "");
    }

    public static RequestAttributes Path(string path) => new(false, "get", "", "", "", "", "", "", path);

    private static JsonObject Metadata(string ns, string name) => ns.Length == 0 ? new JsonObject { ["name"] = name } : new JsonObject { ["name"] = name, ["namespace"] = ns };

    private static JsonObject Rule(string text)
    {
        var words = text.Split(' ');
        var what = words[1].Split('/', 2);
        var rule = new JsonObject { ["verbs"] = List(words[0]), ["apiGroups"] = List(what[0] == "-" ? "" : what[0]), ["resources"] = List(what[1]) };
        if (words.Length > 2)
        {
            rule["resourceNames"] = List(words[2]);
        }

        return rule;
    }

    private static JsonArray List(string text) => new([.. text.Split(',').Select(item => JsonValue.Create(item))]);
}
