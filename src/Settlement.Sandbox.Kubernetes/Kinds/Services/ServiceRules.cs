using System.Net;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Services;

/// <summary>Rules of services.</summary>
internal static class ServiceRules
{
    public static void Check(JsonObject? spec, List<FieldError> errors)
    {
        var type = spec.Text("type");
        var ip = spec.Text("clusterIP") ?? "";
        if (!spec.Objects("ports").Any() && ip != "None" && type != "ExternalName")
        {
            errors.Add(FieldError.Required("spec.ports"));
        }

        errors.OneOf(spec, "spec", "type", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        errors.OneOf(spec, "spec", "sessionAffinity", "ClientIP", "None");
        if (type == "ExternalName")
        {
            errors.Require(spec, "spec", "externalName");
        }

        CheckAddress(ip, type, errors);
        CheckPorts(spec, errors);
        Labels.Check(spec.Object("selector"), "spec.selector", errors);
    }

    private static void CheckAddress(string ip, string? type, List<FieldError> errors)
    {
        const string Path = "spec.clusterIPs[0]";
        if (ip == "None" && type is "NodePort" or "LoadBalancer")
        {
            errors.Add(FieldError.Invalid(Path, ip, $"may not be set to 'None' for {type} services"));
        }

        if (ip is not ("" or "None") && !IPAddress.TryParse(ip, out _))
        {
            errors.Add(FieldError.Invalid(Path, ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
        }
    }

    private static void CheckPorts(JsonObject? spec, List<FieldError> errors)
    {
        var ports = spec.Objects("ports").ToList();
        var (names, numbers) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<(string?, long)>());
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, path) = (ports[i], $"spec.ports[{i}]");
            if (port.Text("name") is { Length: > 0 } name)
            {
                errors.Add(path + ".name", name, Names.Label(name));
                if (!names.Add(name))
                {
                    errors.Add(FieldError.Duplicate(path + ".name", name));
                }
            }
            else if (ports.Count > 1)
            {
                errors.Add(FieldError.Required(path + ".name"));
            }

            var number = port.Number("port") ?? 0;
            errors.Add(path + ".port", number, Ports.Number(number));
            errors.OneOf(port, path, "protocol", Ports.Protocols);
            var target = port["targetPort"];
            errors.Add(path + ".targetPort", target, port.Text("targetPort") is { } text ? Ports.Name(text) : Ports.Number(port.Number("targetPort") ?? 0));
            if (!numbers.Add((port.Text("protocol"), number)))
            {
                errors.Add(FieldError.Duplicate(path, new JsonObject { ["protocol"] = port.Text("protocol"), ["port"] = number, ["targetPort"] = 0L }));
            }
        }
    }
}
