using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>The cluster roles and bindings that every cluster has. <c>admin</c>, <c>edit</c> and <c>view</c> cover the kinds served here and take in others by their labels.</summary>
internal static class RbacSeeds
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];
    private static readonly string[] Create = ["create"];

    private static readonly PolicyRule[] ViewRules =
    [
        .. Work(Read, "endpoints", "events", "namespaces", "namespaces/status", "pods/log", "pods/status", "persistentvolumeclaims/status", "services/status"),
        Rule(Read, "apps", "controllerrevisions", "daemonsets/status", "deployments/status", "replicasets/status", "statefulsets/status"),
        Rule(Read, "batch", "cronjobs/status", "jobs/status"),
        Rule(Read, "policy", "poddisruptionbudgets/status"),
        Rule(Read, "networking.k8s.io", "ingresses/status"),
        Rule(Read, "discovery.k8s.io", "endpointslices"),
    ];

    private static readonly PolicyRule[] EditRules =
    [
        .. Work(Write),
        Rule(Read, "", "secrets"),
        Rule(Write, "", "secrets", "events"),
        Rule(Create, "", "pods/eviction", "serviceaccounts/token"),
        Rule(["impersonate"], "", "serviceaccounts"),
        Rule([.. Write, .. Read], "coordination.k8s.io", "leases"),
    ];

    private static readonly PolicyRule[] AdminRules =
    [
        Rule([.. Write, .. Read], RbacRules.Group, "rolebindings", "roles"),
        Rule(Create, "authorization.k8s.io", "localsubjectaccessreviews"),
    ];

    public static IReadOnlyList<JsonObject> ClusterRoles =>
    [
        Role("cluster-admin", [], PolicyRule.Everything),
        Role("admin", [], [.. AdminRules, .. EditRules, .. ViewRules], aggregates: "admin"),
        Role("edit", ["admin"], [.. EditRules, .. ViewRules], aggregates: "edit"),
        Role("view", ["edit"], ViewRules, aggregates: "view"),
        Role("system:discovery", [], [Urls("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/")]),
        Role("system:public-info-viewer", [], [Urls("/healthz", "/livez", "/readyz", "/version", "/version/")]),
        Role("system:basic-user", [], [Rule(Create, "authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectrulesreviews"), Rule(Create, "authentication.k8s.io", "selfsubjectreviews")]),
    ];

    public static IReadOnlyList<JsonObject> ClusterRoleBindings =>
    [
        Bind("cluster-admin", Users.Masters),
        Bind("system:discovery", Users.Authenticated),
        Bind("system:basic-user", Users.Authenticated),
        Bind("system:public-info-viewer", Users.Authenticated, Users.Unauthenticated),
    ];

    private static PolicyRule Rule(string[] verbs, string group, params string[] resources) => new(verbs, [group], resources, [], []);

    private static PolicyRule Urls(params string[] paths) => new(["get"], [], [], [], paths);

    private static PolicyRule[] Work(string[] verbs, params string[] more) =>
    [
        Rule(verbs, "", ["configmaps", "persistentvolumeclaims", "pods", "serviceaccounts", "services", .. more]),
        Rule(verbs, "apps", "daemonsets", "deployments", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"),
        Rule(verbs, "batch", "cronjobs", "jobs"),
        Rule(verbs, "networking.k8s.io", "ingresses", "networkpolicies"),
        Rule(verbs, "policy", "poddisruptionbudgets"),
    ];

    private static JsonObject Role(string name, string[] aggregatedTo, IReadOnlyList<PolicyRule> rules, string? aggregates = null)
    {
        var role = Start("ClusterRole", name, aggregatedTo);
        role["rules"] = new JsonArray([.. rules.Select(Show)]);
        if (aggregates is not null)
        {
            role["aggregationRule"] = new JsonObject
            {
                ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = new JsonObject { [$"{RbacRules.Group}/aggregate-to-{aggregates}"] = "true" } }),
            };
        }

        return role;
    }

    private static JsonObject Bind(string role, params string[] groups)
    {
        var binding = Start("ClusterRoleBinding", role, []);
        binding["subjects"] = new JsonArray([.. groups.Select(group => new JsonObject { ["kind"] = "Group", ["apiGroup"] = RbacRules.Group, ["name"] = group })]);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = RbacRules.Group, ["kind"] = "ClusterRole", ["name"] = role };
        return binding;
    }

    private static JsonObject Start(string kind, string name, string[] aggregatedTo)
    {
        var labels = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        foreach (var other in aggregatedTo)
        {
            labels[$"{RbacRules.Group}/aggregate-to-{other}"] = "true";
        }

        var annotations = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" };
        return new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = $"{RbacRules.Group}/v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels, ["annotations"] = annotations },
        };
    }

    private static JsonObject Show(PolicyRule rule)
    {
        var shown = new JsonObject { ["verbs"] = Strings(rule.Verbs) };
        foreach (var (member, values) in (ReadOnlySpan<(string, string[])>)[("apiGroups", rule.Groups), ("resources", rule.Resources), ("resourceNames", rule.Names), ("nonResourceURLs", rule.Urls)])
        {
            if (values.Length > 0)
            {
                shown[member] = Strings(values);
            }
        }

        return shown;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
