using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Networking;

/// <summary>How ingresses and network policies are shown.</summary>
internal static class NetworkingTables
{
    public static readonly TableView Policies = new(
        [Column.Name, Column.Text("Pod-Selector"), Column.Age],
        (policy, now) => new JsonArray(policy.Name(), Shown.Selector(policy.Object("spec", "podSelector")), Ages.Age(policy, now)));

    public static readonly TableView Ingresses = new(
        [Column.Name, Column.Text("Class"), Column.Text("Hosts"), Column.Text("Address"), Column.Text("Ports"), Column.Age],
        (ingress, now) =>
        {
            var spec = ingress.Object("spec");
            var hosts = spec.Objects("rules").Select(rule => rule.Text("host")).Where(host => !string.IsNullOrEmpty(host)).ToList();
            var addresses = ingress.Object("status", "loadBalancer").Objects("ingress").Select(i => i.Text("ip") ?? i.Text("hostname"));
            return new JsonArray(
                ingress.Name(),
                Shown.OrNone(spec.Text("ingressClassName")),
                hosts.Count == 0 ? "*" : string.Join(",", hosts),
                string.Join(",", addresses),
                spec.Array("tls") is { Count: > 0 } ? "80, 443" : "80",
                Ages.Age(ingress, now));
        });
}
