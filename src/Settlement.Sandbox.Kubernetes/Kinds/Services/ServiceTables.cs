using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Services;

/// <summary>How services and their endpoints are shown.</summary>
internal static class ServiceTables
{
    private const int ShownEndpoints = 3;

    public static readonly TableView Services = new(
        [Column.Name, Column.Text("Type"), Column.Text("Cluster-IP"), Column.Text("External-IP"), Column.Text("Port(s)"), Column.Age, Column.Wide("Selector")],
        (service, now) =>
        {
            var spec = service.Object("spec");
            return new JsonArray(
                service.Name(),
                spec.Text("type"),
                Shown.OrNone(spec.Text("clusterIP")),
                External(service),
                Shown.OrNone(string.Join(",", spec.Objects("ports").Select(Port))),
                Ages.Age(service, now),
                Shown.Labels(spec.Object("selector")));
        });

    public static readonly TableView Endpoints = new(
        [Column.Name, Column.Text("Endpoints"), Column.Age],
        (endpoints, now) => new JsonArray(endpoints.Name(), Some(Addresses(endpoints)), Ages.Age(endpoints, now)));

    public static readonly TableView Slices = new(
        [Column.Name, Column.Text("AddressType"), Column.Text("Ports"), Column.Text("Endpoints"), Column.Age],
        (slice, now) => new JsonArray(
            slice.Name(),
            slice.Text("addressType"),
            slice.Objects("ports").Any() ? string.Join(",", slice.Objects("ports").Select(port => Shown.IntOrText(port, "port", "*"))) : "<unset>",
            slice.Objects("endpoints").Any() ? Some([.. slice.Objects("endpoints").SelectMany(e => e.Array("addresses") ?? []).Select(a => a?.GetValue<string>() ?? "")]) : "<unset>",
            Ages.Age(slice, now)));

    private static string Port(JsonObject port) =>
        port.Number("nodePort") is { } node and > 0 ? $"{port.Number("port")}:{node}/{port.Text("protocol")}" : $"{port.Number("port")}/{port.Text("protocol")}";

    private static string External(JsonObject service)
    {
        var spec = service.Object("spec");
        var given = (spec.Array("externalIPs") ?? []).Select(ip => ip?.GetValue<string>()).ToList();
        var balanced = service.Object("status", "loadBalancer").Objects("ingress").Select(i => i.Text("ip") ?? i.Text("hostname")).ToList();
        return spec.Text("type") switch
        {
            "ExternalName" => spec.Text("externalName") ?? "",
            "LoadBalancer" when balanced.Count + given.Count == 0 => "<pending>",
            "LoadBalancer" => string.Join(",", balanced.Concat(given)),
            _ => Shown.OrNone(string.Join(",", given)),
        };
    }

    private static List<string> Addresses(JsonObject endpoints)
    {
        var shown = new List<string>();
        foreach (var subset in endpoints.Objects("subsets"))
        {
            var ports = subset.Objects("ports").ToList();
            var addresses = subset.Objects("addresses").Select(a => a.Text("ip") ?? "").ToList();
            shown.AddRange(ports.Count == 0 ? addresses : ports.SelectMany(port => addresses.Select(ip => $"{ip}:{port.Number("port")}")));
        }

        return shown;
    }

    private static string Some(List<string> all)
    {
        var text = Shown.OrNone(string.Join(",", all.Take(ShownEndpoints)));
        return all.Count > ShownEndpoints ? $"{text} + {all.Count - ShownEndpoints} more..." : text;
    }
}
