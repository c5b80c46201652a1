using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Services;

/// <summary>Hands out cluster IPs of 10.96.0.0/16 and node ports from 30000 to 32767. The stored services are the record of what is taken; going round keeps two that are made at once apart.</summary>
internal sealed class ServiceAddresses
{
    /// <summary>The first addresses are for services that ask for theirs, such as <c>kubernetes</c>.</summary>
    private const int FirstAddress = 10;
    private const int AddressCount = 65535 - FirstAddress;
    private const int FirstPort = 30000;
    private const int PortCount = 2768;

    private int _nextAddress = -1;
    private int _nextPort = -1;

    /// <summary>Gives a service what it does not have.</summary>
    /// <exception cref="StatusException">What it asks for belongs to another.</exception>
    public void Allot(JsonObject service, RequestScope scope)
    {
        var spec = service.Object("spec") ?? [];
        if (spec.Text("type") == "ExternalName")
        {
            return;
        }

        var others = scope.Objects.List(scope.Objects.Catalog.Get("", "services"), "")
            .Where(o => o.Name() != service.Name() || o.Namespace() != service.Namespace())
            .Select(o => o.Object("spec"))
            .ToList();
        AllotAddress(service, spec, others.Select(o => o.Text("clusterIP")).ToHashSet());
        spec["clusterIPs"] = new JsonArray(spec.Text("clusterIP"));
        if (spec.Array("ipFamilies") is null or { Count: 0 })
        {
            spec["ipFamilies"] = new JsonArray("IPv4");
        }

        spec.Missing("ipFamilyPolicy", "SingleStack");
        if (spec.Text("type") is "NodePort" or "LoadBalancer")
        {
            AllotPorts(service, spec, others.SelectMany(o => o.Objects("ports")).Select(p => p.Number("nodePort") ?? 0).ToHashSet());
        }
    }

    /// <summary>Lets an update leave out what was given.</summary>
    public static void Keep(JsonObject spec, JsonObject? old)
    {
        if (spec.Text("type") == "ExternalName" || old.Text("type") == "ExternalName")
        {
            return;
        }

        if (spec.Text("clusterIP") is null or "" && spec.Array("clusterIPs") is null or { Count: 0 })
        {
            spec.Take(old, "clusterIP");
            spec.Take(old, "clusterIPs");
        }

        foreach (var name in (ReadOnlySpan<string>)["ipFamilies", "ipFamilyPolicy"])
        {
            if (spec[name] is null or JsonArray { Count: 0 })
            {
                spec.Take(old, name);
            }
        }

        if (spec.Text("type") is not ("NodePort" or "LoadBalancer"))
        {
            return;
        }

        foreach (var port in spec.Objects("ports").Where(p => (p.Number("nodePort") ?? 0) == 0))
        {
            port.Take(old.Objects("ports").FirstOrDefault(p => p.Number("port") == port.Number("port") && p.Text("protocol") == port.Text("protocol")), "nodePort");
        }
    }

    private void AllotAddress(JsonObject service, JsonObject spec, HashSet<string?> taken)
    {
        if (spec.Text("clusterIP") is null or "" && spec.Array("clusterIPs") is [{ } first, ..])
        {
            spec["clusterIP"] = first.DeepClone();
        }

        var asked = spec.Text("clusterIP") ?? "";
        if (asked.Length == 0)
        {
            spec["clusterIP"] = Enumerable.Range(0, AddressCount).Select(_ => NextAddress()).First(ip => !taken.Contains(ip));
        }
        else if (asked != "None" && taken.Contains(asked))
        {
            throw Refuse(service, FieldError.Invalid("spec.clusterIPs", new JsonArray(asked), $"failed to allocate IP {asked}: provided IP is already allocated"));
        }
    }

    private void AllotPorts(JsonObject service, JsonObject spec, HashSet<long> taken)
    {
        foreach (var (port, i) in spec.Objects("ports").Select((p, i) => (p, i)))
        {
            var asked = port.Number("nodePort") ?? 0;
            if (asked == 0)
            {
                asked = Enumerable.Range(0, PortCount).Select(_ => (long)NextPort()).First(p => !taken.Contains(p));
                port["nodePort"] = asked;
            }
            else if (taken.Contains(asked))
            {
                throw Refuse(service, FieldError.Invalid($"spec.ports[{i}].nodePort", asked, "provided port is already allocated"));
            }

            taken.Add(asked);
        }
    }

    private string NextAddress()
    {
        var n = FirstAddress + Next(ref _nextAddress, AddressCount);
        return string.Create(CultureInfo.InvariantCulture, $"10.96.{n >> 8}.{n & 255}");
    }

    private int NextPort() => FirstPort + Next(ref _nextPort, PortCount);

    private static int Next(ref int counter, int count) => (int)((uint)Interlocked.Increment(ref counter) % (uint)count);

    private static StatusException Refuse(JsonObject service, FieldError error) => StatusException.Invalid("", "Service", service.Name(), [error]);
}
