using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>What every cluster has from the start. What is there already is left alone.</summary>
internal static class ClusterSeeds
{
    public static readonly IReadOnlyList<string> Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public static void Sow(IObjects objects)
    {
        foreach (var name in Namespaces)
        {
            Sow(objects, "", "namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }

        foreach (var role in RbacSeeds.ClusterRoles)
        {
            Sow(objects, RbacRules.Group, "clusterroles", role);
        }

        foreach (var binding in RbacSeeds.ClusterRoleBindings)
        {
            Sow(objects, RbacRules.Group, "clusterrolebindings", binding);
        }

        Sow(objects, "", "services", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "kubernetes", ["namespace"] = "default", ["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" } },
            ["spec"] = new JsonObject { ["clusterIP"] = "10.96.0.1", ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443 }) },
        });
    }

    private static void Sow(IObjects objects, string group, string plural, JsonObject value)
    {
        var type = objects.Catalog.Get(group, plural);
        if (objects.Find(type, value.Namespace(), value.Name()) is null)
        {
            objects.Create(type, value);
        }
    }
}
