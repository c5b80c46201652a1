using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Rules of probes.</summary>
internal static class ProbeRules
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    public static void Check(JsonObject? probe, string path, bool mayNeedSeveralSuccesses, List<FieldError> errors)
    {
        if (probe is null)
        {
            return;
        }

        var handlers = Handlers.Count(name => probe[name] is JsonObject);
        if (handlers == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a handler type"));
        }
        else if (handlers > 1)
        {
            errors.Add(FieldError.Forbidden(path, "may not specify more than 1 handler type"));
        }

        if (probe.Object("exec") is { } exec && exec.Array("command") is null or { Count: 0 })
        {
            errors.Add(FieldError.Required(path + ".exec.command"));
        }

        errors.NotNegative(probe, path, "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
        if (!mayNeedSeveralSuccesses && probe.Number("successThreshold") is { } successes and not 1)
        {
            errors.Add(FieldError.Invalid(path + ".successThreshold", successes, "must be 1"));
        }
    }
}
