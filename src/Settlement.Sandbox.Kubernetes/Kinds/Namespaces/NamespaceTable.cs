using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Namespaces;

/// <summary>How namespaces are shown.</summary>
internal static class NamespaceTable
{
    public static readonly TableView View = new(
        [Column.Name, Column.Text("Status"), Column.Age],
        (ns, now) => new JsonArray(ns.Name(), ns.Object("status").Text("phase") ?? "", Ages.Age(ns, now)));
}
