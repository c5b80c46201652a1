using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Rules of containers.</summary>
internal static class ContainerRules
{
    private const string EnvironmentName = "a valid environment variable name must consist only of printable ASCII characters other than '='";

    public static void Check(JsonObject container, string path, HashSet<string> names, HashSet<string> volumes, List<FieldError> errors)
    {
        if (errors.Require(container, path, "name") is { } name)
        {
            errors.Add(path + ".name", name, Names.Label(name));
            if (!names.Add(name))
            {
                errors.Add(FieldError.Duplicate(path + ".name", name));
            }
        }

        if (errors.Require(container, path, "image") is { } image && image.Trim() != image)
        {
            errors.Add(FieldError.Invalid(path + ".image", image, "must not have leading or trailing whitespace"));
        }

        errors.OneOf(container, path, "imagePullPolicy", "Always", "IfNotPresent", "Never");
        errors.OneOf(container, path, "terminationMessagePolicy", "File", "FallbackToLogsOnError");
        CheckPorts(container, path + ".ports", errors);
        CheckEnvironment(container, path + ".env", errors);
        CheckMounts(container, path + ".volumeMounts", volumes, errors);
        foreach (var probe in ContainerDefaults.Probes)
        {
            ProbeRules.Check(container.Object(probe), $"{path}.{probe}", probe == "readinessProbe", errors);
        }

        CheckResources(container.Object("resources"), path + ".resources", errors);
    }

    private static void CheckPorts(JsonObject container, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (port, i) in container.Objects("ports").Select((p, i) => (p, i)))
        {
            var at = $"{path}[{i}]";
            if (port.Text("name") is { Length: > 0 } name)
            {
                var faults = Ports.Name(name).ToList();
                errors.Add(at + ".name", name, faults);
                if (!names.Add(name) && faults.Count == 0)
                {
                    errors.Add(FieldError.Duplicate(at + ".name", name));
                }
            }

            if (port.Number("containerPort") is { } number and not 0)
            {
                errors.Add(at + ".containerPort", number, Ports.Number(number));
            }
            else
            {
                errors.Add(FieldError.Required(at + ".containerPort"));
            }

            errors.OneOf(port, at, "protocol", Ports.Protocols);
        }
    }

    private static void CheckEnvironment(JsonObject container, string path, List<FieldError> errors)
    {
        foreach (var (variable, i) in container.Objects("env").Select((e, i) => (e, i)))
        {
            var at = $"{path}[{i}]";
            if (errors.Require(variable, at, "name") is { } name && name.Any(c => c is '=' or < ' ' or > '~'))
            {
                errors.Add(FieldError.Invalid(at + ".name", name, EnvironmentName));
            }

            if (variable.Object("valueFrom") is not null && variable.Text("value") is { Length: > 0 })
            {
                errors.Add(FieldError.Invalid(at + ".valueFrom", "", "may not be specified when `value` is not empty"));
            }
        }
    }

    private static void CheckMounts(JsonObject container, string path, HashSet<string> volumes, List<FieldError> errors)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (mount, i) in container.Objects("volumeMounts").Select((m, i) => (m, i)))
        {
            var at = $"{path}[{i}]";
            if (errors.Require(mount, at, "name") is { } name && !volumes.Contains(name))
            {
                errors.Add(FieldError.NotFound(at + ".name", name));
            }

            if (errors.Require(mount, at, "mountPath") is { } place && !places.Add(place))
            {
                errors.Add(FieldError.Invalid(at + ".mountPath", place, "must be unique"));
            }
        }
    }

    private static void CheckResources(JsonObject? resources, string path, List<FieldError> errors)
    {
        var limits = resources.Object("limits") ?? [];
        foreach (var (name, limit) in limits)
        {
            RefuseNegative(limit, $"{path}.limits[{name}]", errors);
        }

        foreach (var (name, request) in resources.Object("requests") ?? [])
        {
            RefuseNegative(request, $"{path}.requests[{name}]", errors);
            if (limits.Text(name) is { } limit && Quantity.Compare(Text(request), limit) > 0)
            {
                errors.Add(FieldError.Invalid(path + ".requests", Text(request), $"must be less than or equal to {name} limit of {limit}"));
            }
        }
    }

    private static void RefuseNegative(JsonNode? value, string path, List<FieldError> errors)
    {
        if (Text(value).StartsWith('-'))
        {
            errors.Add(FieldError.Invalid(path, Text(value), "must be greater than or equal to 0"));
        }
    }

    /// <summary>A quantity, in the canonical form that decoding gave it.</summary>
    private static string Text(JsonNode? quantity) => quantity?.GetValue<string>() ?? "0";
}
