using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>How <c>kubectl get pods</c> shows pods.</summary>
internal static class PodTable
{
    public static readonly TableView View = new(
        [
            Column.Name, Column.Text("Ready"), Column.Text("Status"), Column.Text("Restarts"), Column.Age,
            Column.Wide("IP"), Column.Wide("Node"), Column.Wide("Nominated Node"), Column.Wide("Readiness Gates"),
        ],
        Cells);

    private static JsonArray Cells(JsonObject pod, DateTimeOffset now)
    {
        var (spec, status) = (pod.Object("spec"), pod.Object("status"));
        var shown = PodCondition.Of(pod);
        var restarts = shown.LastRestart is null ? $"{shown.Restarts}" : $"{shown.Restarts} ({Ages.Since(shown.LastRestart, now)} ago)";
        var ip = status.Objects("podIPs").FirstOrDefault().Text("ip") ?? status.Text("podIP");
        return new JsonArray(
            pod.Name(),
            $"{shown.Ready}/{shown.Containers}",
            shown.Status,
            restarts,
            Ages.Age(pod, now),
            Shown.OrNone(ip),
            Shown.OrNone(spec.Text("nodeName")),
            Shown.OrNone(status.Text("nominatedNodeName")),
            Gates(spec, status));
    }

    private static string Gates(JsonObject? spec, JsonObject? status)
    {
        var gates = spec.Objects("readinessGates").Select(gate => gate.Text("conditionType")).ToList();
        return gates.Count == 0 ? Shown.None : $"{gates.Count(gate => PodCondition.IsTrue(status, gate))}/{gates.Count}";
    }
}
