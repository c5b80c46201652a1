using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Workloads;

/// <summary>Rules of the selector of a workload and its template.</summary>
internal static class Selectors
{
    /// <summary>The selector must be there, be right, not be empty, and match the labels of the template.</summary>
    public static void Check(JsonObject? spec, string kind, List<FieldError> errors)
    {
        if (spec.Object("selector") is not { } selector)
        {
            errors.Add(FieldError.Required("spec.selector"));
            return;
        }

        var before = errors.Count;
        Labels.CheckSelector(selector, "spec.selector", errors);
        var isEmpty = selector.Object("matchLabels") is null or { Count: 0 } && selector.Array("matchExpressions") is null or { Count: 0 };
        if (errors.Count > before)
        {
            errors.Add(FieldError.Invalid("spec.selector", selector.DeepClone(), "invalid label selector"));
        }
        else if (isEmpty)
        {
            errors.Add(FieldError.Invalid("spec.selector", selector.DeepClone(), $"empty selector is invalid for {kind}"));
        }
        else if (spec.Object("template", "metadata", "labels") is var labels && !Labels.Matches(selector, labels))
        {
            errors.Add(FieldError.Invalid("spec.template.metadata.labels", labels?.DeepClone(), "`selector` does not match template `labels`"));
        }
    }

    /// <summary>The template of a workload whose pods never end by themselves.</summary>
    public static void CheckTemplate(JsonObject? spec, List<FieldError> errors) => PodRules.CheckTemplate(spec.Object("template"), "spec.template", ["Always"], errors);
}
