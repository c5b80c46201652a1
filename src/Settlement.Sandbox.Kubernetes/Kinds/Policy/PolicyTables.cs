using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Policy;

/// <summary>How disruption budgets are shown.</summary>
internal static class PolicyTables
{
    public static readonly TableView Budgets = new(
        [Column.Name, Column.Text("Min Available"), Column.Text("Max Unavailable"), Column.Whole("Allowed Disruptions"), Column.Age],
        (budget, now) => new JsonArray(
            budget.Name(),
            Shown.IntOrText(budget.Object("spec"), "minAvailable", "N/A"),
            Shown.IntOrText(budget.Object("spec"), "maxUnavailable", "N/A"),
            Shown.Count(budget.Object("status"), "disruptionsAllowed"),
            Ages.Age(budget, now)));
}
