using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Rbac;

/// <summary>Role bindings and cluster role bindings.</summary>
/// <param name="resource">Which of them.</param>
/// <param name="escalation">Asked before one is written.</param>
internal sealed class BindingStrategy(GroupResource resource, IEscalationCheck escalation) : KindStrategy(RbacTables.Bindings, RbacTables.Traits)
{
    private const string Group = "rbac.authorization.k8s.io";

    private readonly bool _isNamespaced = resource.Resource == "rolebindings";

    public override void Default(JsonObject value)
    {
        value.Part("roleRef").Missing("apiGroup", Group);
        foreach (var subject in value.Objects("subjects").Where(s => s.Text("kind") is "User" or "Group"))
        {
            subject.Missing("apiGroup", Group);
        }
    }

    public override void PrepareForCreate(JsonObject value, RequestScope scope) => escalation.Confirm(resource, value, null, scope);

    public override void PrepareForUpdate(JsonObject value, JsonObject old, RequestScope scope) => escalation.Confirm(resource, value, old, scope);

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var role = value.Object("roleRef");
        errors.OneOf(role, "roleRef", "apiGroup", Group);
        errors.OneOf(role, "roleRef", "kind", _isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        errors.Require(role, "roleRef", "name");
        foreach (var (subject, i) in value.Objects("subjects").Select((s, i) => (s, i)))
        {
            CheckSubject(subject, $"subjects[{i}]", errors);
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        if (!JsonNode.DeepEquals(value["roleRef"], old["roleRef"]))
        {
            errors.Add(FieldError.Invalid("roleRef", value["roleRef"]?.DeepClone(), "cannot change roleRef"));
        }

        Validate(value, scope, errors);
    }

    private void CheckSubject(JsonObject subject, string path, List<FieldError> errors)
    {
        errors.Require(subject, path, "name");
        switch (subject.Text("kind"))
        {
            case "ServiceAccount":
                errors.OneOf(subject, path, "apiGroup", "");
                if (!_isNamespaced)
                {
                    errors.Require(subject, path, "namespace");
                }

                break;
            case "User" or "Group":
                errors.OneOf(subject, path, "apiGroup", Group);
                break;
            default:
                errors.OneOf(subject, path, "kind", "ServiceAccount", "User", "Group");
                break;
        }
    }
}
