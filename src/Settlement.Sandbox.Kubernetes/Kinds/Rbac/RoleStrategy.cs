using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Rbac;

/// <summary>Roles and cluster roles.</summary>
/// <param name="resource">Which of them.</param>
/// <param name="escalation">Asked before one is written.</param>
internal sealed class RoleStrategy(GroupResource resource, IEscalationCheck escalation) : KindStrategy(RbacTables.Roles, RbacTables.Traits)
{
    private readonly bool _isNamespaced = resource.Resource == "roles";

    public override void PrepareForCreate(JsonObject value, RequestScope scope) => escalation.Confirm(resource, value, null, scope);

    public override void PrepareForUpdate(JsonObject value, JsonObject old, RequestScope scope) => escalation.Confirm(resource, value, old, scope);

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        foreach (var (rule, i) in value.Objects("rules").Select((r, i) => (r, i)))
        {
            var path = $"rules[{i}]";
            RequireSome(rule, path, "verbs", "verbs must contain at least one value", errors);
            if (HasSome(rule, "nonResourceURLs"))
            {
                CheckUrls(rule, path + ".nonResourceURLs", errors);
                continue;
            }

            RequireSome(rule, path, "apiGroups", "resource rules must supply at least one api group", errors);
            RequireSome(rule, path, "resources", "resource rules must supply at least one resource", errors);
        }
    }

    private void CheckUrls(JsonObject rule, string path, List<FieldError> errors)
    {
        var urls = rule["nonResourceURLs"];
        if (_isNamespaced)
        {
            errors.Add(FieldError.Invalid(path, urls?.DeepClone(), "namespaced rules cannot apply to non-resource URLs"));
        }

        if (HasSome(rule, "apiGroups") || HasSome(rule, "resources") || HasSome(rule, "resourceNames"))
        {
            errors.Add(FieldError.Invalid(path, urls?.DeepClone(), "rules cannot apply to both regular resources and non-resource URLs"));
        }
    }

    private static bool HasSome(JsonObject rule, string name) => rule.Array(name) is { Count: > 0 };

    private static void RequireSome(JsonObject rule, string path, string name, string detail, List<FieldError> errors)
    {
        if (!HasSome(rule, name))
        {
            errors.Add(FieldError.Required($"{path}.{name}", detail));
        }
    }
}
