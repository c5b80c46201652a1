using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The outside of rules: what must be there, and what may not be in it. <see cref="ExpressionRules"/> has the expressions.</summary>
internal static class CelRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        var index = 0;
        foreach (var rule in schema.Objects("x-kubernetes-validations"))
        {
            var field = $"{path}.x-kubernetes-validations[{index++}]";
            var expression = rule.Text("rule") ?? "";
            var message = rule.Text("message") ?? "";
            if (string.IsNullOrWhiteSpace(expression))
            {
                errors.Add(FieldError.Required($"{field}.rule", "rule is not specified"));
            }

            if (message.Length > 0 && string.IsNullOrWhiteSpace(message))
            {
                errors.Add(FieldError.Invalid($"{field}.message", message, "must be non-empty if specified"));
            }
            else if (HasLineBreak(message.Trim()))
            {
                errors.Add(FieldError.Invalid($"{field}.message", message, "must not contain line breaks"));
            }
            else if (HasLineBreak(expression.Trim()) && message.Length == 0)
            {
                errors.Add(FieldError.Required($"{field}.message", "message must be specified if rule contains line breaks"));
            }

            if (rule.Text("messageExpression") is { Length: > 0 } computed && string.IsNullOrWhiteSpace(computed))
            {
                errors.Add(FieldError.Required($"{field}.messageExpression", "messageExpression must be non-empty if specified"));
            }

            if (rule.Text("reason") is { } reason && !Reasons.Contains(reason))
            {
                errors.Add(FieldError.Unsupported($"{field}.reason", reason, Reasons));
            }

            if (rule.Text("fieldPath") is { Length: > 0 } fieldPath && !Leads(schema, fieldPath))
            {
                errors.Add(FieldError.Invalid($"{field}.fieldPath", fieldPath, "must be a valid path"));
            }
        }
    }

    private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');

    /// <summary>Whether a path of members, plain or as <c>['name']</c>, leads to a field of the schema.</summary>
    private static bool Leads(JsonObject schema, string path)
    {
        JsonObject? at = schema;
        foreach (var name in path.Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal).TrimStart('.').Split('.'))
        {
            at = at.Object("properties")?[name] as JsonObject ?? at?["additionalProperties"] as JsonObject;
        }

        return path[0] is '.' or '[' && at is not null;
    }
}
