using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>Whether a user may write a role or a binding: nobody grants more than they hold, unless they may <c>escalate</c> or <c>bind</c>.</summary>
internal interface IEscalationCheck
{
    /// <summary>Refuses with a <see cref="Errors.StatusException"/> (403) when the write would grant too much.</summary>
    /// <param name="type">Kind of the role or binding.</param>
    /// <param name="value">What is written.</param>
    /// <param name="old">What was stored; null for a create.</param>
    /// <param name="scope">The request.</param>
    void Confirm(GroupResource type, JsonObject value, JsonObject? old, RequestScope scope);
}
