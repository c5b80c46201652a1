using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>How the kinds of apps/v1 are shown.</summary>
internal static class WorkloadTables
{
    public static readonly TableView StatefulSets = new(
        [Column.Name, Column.Text("Ready"), Column.Age, .. Column.Containers],
        (set, now) => new JsonArray([set.Name(), Ready(set), Ages.Age(set, now), .. Containers(set)]));

    public static readonly TableView Deployments = new(
        [Column.Name, Column.Text("Ready"), Column.Text("Up-to-date"), Column.Text("Available"), Column.Age, .. Column.Containers, Column.Wide("Selector")],
        (deployment, now) => new JsonArray(
        [
            deployment.Name(), Ready(deployment), Status(deployment, "updatedReplicas"), Status(deployment, "availableReplicas"), Ages.Age(deployment, now),
            .. Containers(deployment), Selector(deployment),
        ]));

    public static readonly TableView ReplicaSets = new(
        [Column.Name, Column.Whole("Desired"), Column.Whole("Current"), Column.Whole("Ready"), Column.Age, .. Column.Containers, Column.Wide("Selector")],
        (set, now) => new JsonArray(
        [
            set.Name(), Shown.Count(set.Object("spec"), "replicas"), Status(set, "replicas"), Status(set, "readyReplicas"), Ages.Age(set, now), .. Containers(set), Selector(set),
        ]));

    public static readonly TableView DaemonSets = new(
        [
            Column.Name, Column.Whole("Desired"), Column.Whole("Current"), Column.Whole("Ready"), Column.Whole("Up-to-date"), Column.Whole("Available"),
            Column.Text("Node Selector"), Column.Age, .. Column.Containers, Column.Wide("Selector"),
        ],
        (set, now) => new JsonArray(
        [
            set.Name(), Status(set, "desiredNumberScheduled"), Status(set, "currentNumberScheduled"), Status(set, "numberReady"), Status(set, "updatedNumberScheduled"),
            Status(set, "numberAvailable"), Shown.Labels(set.Object("spec", "template", "spec", "nodeSelector")), Ages.Age(set, now), .. Containers(set), Selector(set),
        ]));

    public static readonly TableView Revisions = new(
        [Column.Name, Column.Text("Controller"), Column.Text("Revision"), Column.Age],
        (revision, now) => new JsonArray(revision.Name(), Controller(revision), Shown.Count(revision, "revision"), Ages.Age(revision, now)));

    private static string Ready(JsonObject value) => $"{Status(value, "readyReplicas")}/{Shown.Count(value.Object("spec"), "replicas")}";

    private static long Status(JsonObject value, string name) => Shown.Count(value.Object("status"), name);

    private static string Selector(JsonObject value) => Shown.Selector(value.Object("spec", "selector"));

    private static JsonNode?[] Containers(JsonObject value)
    {
        var (names, images) = Shown.Containers(value.Object("spec", "template", "spec"));
        return [names, images];
    }

    private static string Controller(JsonObject revision)
    {
        var owner = revision.Object("metadata").Objects("ownerReferences").FirstOrDefault(o => o.Flag("controller"));
        return owner is null ? Shown.None : $"{owner.Text("kind")?.ToLowerInvariant()}.{owner.Text("apiVersion")?.Split('/')[0]}/{owner.Text("name")}";
    }
}
