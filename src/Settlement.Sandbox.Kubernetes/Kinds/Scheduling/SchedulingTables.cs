using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Scheduling;

/// <summary>How priority classes are shown.</summary>
internal static class SchedulingTables
{
    public static readonly TableView PriorityClasses = new(
        [Column.Name, Column.Whole("Value"), Column.Flag("Global-Default"), Column.Age, Column.Text("PreemptionPolicy")],
        (c, now) => new JsonArray(c.Name(), Shown.Count(c, "value"), c.Flag("globalDefault"), Ages.Age(c, now), c.Text("preemptionPolicy") ?? ""));
}
