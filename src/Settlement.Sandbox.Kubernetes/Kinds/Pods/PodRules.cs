using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Rules of pods and templates of pods.</summary>
internal static class PodRules
{
    public static void Check(JsonObject? spec, string path, List<FieldError> errors)
    {
        var volumes = CheckVolumes(spec, path + ".volumes", errors);
        if (!spec.Objects("containers").Any())
        {
            errors.Add(FieldError.Required(path + ".containers"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            foreach (var (container, i) in spec.Objects(list).Select((c, i) => (c, i)))
            {
                ContainerRules.Check(container, $"{path}.{list}[{i}]", names, volumes, errors);
            }
        }

        errors.OneOf(spec, path, "restartPolicy", "Always", "OnFailure", "Never");
        errors.OneOf(spec, path, "dnsPolicy", "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        errors.NotNegative(spec, path, "terminationGracePeriodSeconds");
        Labels.Check(spec.Object("nodeSelector"), path + ".nodeSelector", errors);
        errors.CheckText(spec, path, "serviceAccountName", Names.Subdomain);
        errors.CheckText(spec, path, "nodeName", Names.Subdomain);
        errors.CheckText(spec, path, "hostname", Names.Label);
        errors.CheckText(spec, path, "subdomain", Names.Label);
        if (spec.Number("activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
        {
            errors.Add(FieldError.Invalid(path + ".activeDeadlineSeconds", deadline, $"must be between 1 and {int.MaxValue}, inclusive"));
        }
    }

    /// <summary>The template of a workload.</summary>
    /// <param name="template">The template.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="restarts">The restart policies that the workload can do with.</param>
    /// <param name="errors">What is wrong.</param>
    public static void CheckTemplate(JsonObject? template, string path, ReadOnlySpan<string> restarts, List<FieldError> errors)
    {
        Labels.Check(template.Object("metadata", "labels"), path + ".metadata.labels", errors);
        Labels.CheckAnnotations(template.Object("metadata", "annotations"), path + ".metadata.annotations", errors);
        Check(template.Object("spec"), path + ".spec", errors);
        errors.OneOf(template.Object("spec"), path + ".spec", "restartPolicy", restarts);
    }

    private static HashSet<string> CheckVolumes(JsonObject? spec, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (volume, i) in spec.Objects("volumes").Select((v, i) => (v, i)))
        {
            var at = $"{path}[{i}]";
            if (errors.Require(volume, at, "name") is { } name)
            {
                errors.Add(at + ".name", name, Names.Label(name));
                if (!names.Add(name))
                {
                    errors.Add(FieldError.Duplicate(at + ".name", name));
                }
            }

            (string Source, string Field)[] required = [("configMap", "name"), ("secret", "secretName"), ("hostPath", "path"), ("persistentVolumeClaim", "claimName")];
            foreach (var (source, field) in required.Where(r => volume[r.Source] is JsonObject))
            {
                errors.Require(volume.Object(source), $"{at}.{source}", field);
            }
        }

        return names;
    }
}
