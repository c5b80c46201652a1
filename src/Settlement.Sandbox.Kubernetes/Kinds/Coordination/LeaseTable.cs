using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Coordination;

/// <summary>How leases are shown.</summary>
internal static class LeaseTable
{
    public static readonly TableView View = new(
        [Column.Name, Column.Text("Holder"), Column.Age],
        (lease, now) => new JsonArray(lease.Name(), lease.Object("spec").Text("holderIdentity") ?? "", Ages.Age(lease, now)));
}
