using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Nodes;

/// <summary>How nodes are shown.</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static readonly TableView View = new(
        [
            Column.Name, Column.Text("Status"), Column.Text("Roles"), Column.Age, Column.Text("Version"), Column.Wide("Internal-IP"), Column.Wide("External-IP"), Column.Wide("OS-Image"),
            Column.Wide("Kernel-Version"), Column.Wide("Container-Runtime"),
        ],
        (node, now) =>
        {
            var info = node.Object("status", "nodeInfo");
            return new JsonArray(
                node.Name(),
                Ready(node) + (node.Object("spec").Flag("unschedulable") ? ",SchedulingDisabled" : ""),
                Shown.OrNone(string.Join(",", Roles(node))),
                Ages.Age(node, now),
                info.Text("kubeletVersion") ?? "",
                Address(node, "InternalIP"),
                Address(node, "ExternalIP"),
                OrUnknown(info.Text("osImage")),
                OrUnknown(info.Text("kernelVersion")),
                OrUnknown(info.Text("containerRuntimeVersion")));
        });

    private static string Ready(JsonObject node) => node.Object("status").Objects("conditions").FirstOrDefault(c => c.Text("type") == "Ready").Text("status") switch
    {
        null => "Unknown",
        "True" => "Ready",
        _ => "NotReady",
    };

    private static IEnumerable<string> Roles(JsonObject node) => (node.Object("metadata", "labels") ?? [])
        .Where(label => label.Key.StartsWith(RolePrefix, StringComparison.Ordinal))
        .Select(label => label.Key[RolePrefix.Length..])
        .Order(StringComparer.Ordinal);

    private static string Address(JsonObject node, string type) =>
        Shown.OrNone(node.Object("status").Objects("addresses").FirstOrDefault(a => a.Text("type") == type).Text("address"));

    private static string OrUnknown(string? text) => string.IsNullOrEmpty(text) ? Ages.Unknown : text;
}
