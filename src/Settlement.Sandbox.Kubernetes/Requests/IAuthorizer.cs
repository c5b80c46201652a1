using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Who may do what.</summary>
internal interface IAuthorizer
{
    AccessDecision Decide(UserInfo user, RequestAttributes request);
}

/// <summary>An answer of access control.</summary>
/// <param name="Allowed">Whether the request may go on.</param>
/// <param name="Reason">Why, in the machinery's words, such as <c>RBAC: role.rbac.authorization.k8s.io "x" not found</c>; may be empty.</param>
internal readonly record struct AccessDecision(bool Allowed, string Reason);
