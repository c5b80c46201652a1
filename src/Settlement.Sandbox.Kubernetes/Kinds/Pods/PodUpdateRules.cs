using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>What may change in a pod that exists: images, a deadline, more tolerations, fewer gates.</summary>
internal static class PodUpdateRules
{
    private const string Changeable =
        "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Check(JsonObject spec, JsonObject old, List<FieldError> errors)
    {
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            if (spec.Objects(list).Count() != old.Objects(list).Count())
            {
                errors.Add(FieldError.Forbidden("spec." + list, "pod updates may not add or remove containers"));
                return;
            }
        }

        if (old.Objects("tolerations").Any(t => !spec.Objects("tolerations").Any(now => JsonNode.DeepEquals(t, now))))
        {
            errors.Add(FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }

        var rest = Unchangeable(spec, old);
        if (!JsonNode.DeepEquals(rest, old))
        {
            errors.Add(FieldError.Forbidden("spec", $"pod updates may not change fields other than {Changeable}\n{LineDiff.Of(old, rest)}"));
        }
    }

    /// <summary>The new spec with everything that may change put back.</summary>
    private static JsonObject Unchangeable(JsonObject spec, JsonObject old)
    {
        var rest = spec.DeepClone().AsObject();
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            foreach (var (container, was) in rest.Objects(list).Zip(old.Objects(list)))
            {
                container.Take(was, "image");
            }
        }

        rest.Take(old, "activeDeadlineSeconds");
        rest.Take(old, "tolerations");
        if (old.Number("terminationGracePeriodSeconds") < 0)
        {
            rest.Take(old, "terminationGracePeriodSeconds");
        }

        if (old.Array("schedulingGates") is { Count: > 0 })
        {
            rest.Take(old, "schedulingGates");
        }

        return rest;
    }
}
