using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>A RoleBinding or, with an empty namespace, a ClusterRoleBinding.</summary>
internal sealed record Binding(string Namespace, string Name, RoleReference Role, IReadOnlyList<BoundSubject> Subjects)
{
    public static Binding Read(JsonObject binding)
    {
        var ns = binding.Namespace();
        return new Binding(ns, binding.Name(), RoleReference.Read(binding), [.. binding.Objects("subjects").Select(subject => BoundSubject.Read(subject, ns)).OfType<BoundSubject>()]);
    }

    /// <summary>As reasons of access name it.</summary>
    public string Describe(BoundSubject subject) => Namespace.Length == 0
        ? $"ClusterRoleBinding {Go.Quote(Name)} of {Role.Kind} {Go.Quote(Role.Name)} to {subject.Text}"
        : $"RoleBinding {Go.Quote($"{Name}/{Namespace}")} of {Role.Kind} {Go.Quote(Role.Name)} to {subject.Text}";
}

/// <summary>The role a binding grants.</summary>
internal sealed record RoleReference(string Kind, string Name)
{
    public static RoleReference Read(JsonObject binding) => new(binding.Object("roleRef").Text("kind") ?? "", binding.Object("roleRef").Text("name") ?? "");
}

/// <summary>Whom a binding grants it.</summary>
/// <param name="IsGroup">Whether <paramref name="Key"/> is a group; else it is a user's name.</param>
/// <param name="Key">The user's name (of a service account its full one) or the group.</param>
/// <param name="Text">As reasons of access show it.</param>
internal sealed record BoundSubject(bool IsGroup, string Key, string Text)
{
    /// <summary>Null for a subject that is nobody: an unknown kind, or a service account without a namespace.</summary>
    public static BoundSubject? Read(JsonObject subject, string bindingNamespace)
    {
        var name = subject.Text("name") ?? "";
        var ns = subject.Text("namespace") is { Length: > 0 } given ? given : bindingNamespace;
        return subject.Text("kind") switch
        {
            "User" => new BoundSubject(false, name, $"User {Go.Quote(name)}"),
            "Group" => new BoundSubject(true, name, $"Group {Go.Quote(name)}"),
            "ServiceAccount" when ns.Length > 0 => new BoundSubject(false, Users.ServiceAccountName(ns, name), $"ServiceAccount {Go.Quote($"{name}/{ns}")}"),
            _ => null,
        };
    }
}
