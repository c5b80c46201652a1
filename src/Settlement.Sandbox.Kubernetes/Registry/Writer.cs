using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>Who writes, and how.</summary>
/// <param name="Scope">What strategies may know.</param>
/// <param name="Manager">Name under which the fields are recorded; empty for unknown.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
/// <param name="Subresource">Empty, <c>status</c> or <c>scale</c>.</param>
internal sealed record Writer(RequestScope Scope, string Manager, bool DryRun = false, string Subresource = "")
{
    /// <summary>The same, for the record of who owns which field.</summary>
    public FieldWriter Fields(ResourceType type) => new(Manager, type.ApiVersion, type.Kind, Subresource, Scope.Now, FieldWriter.IgnoredBy(type, Subresource));
}

/// <summary>A wanted state.</summary>
/// <param name="Value">The object.</param>
/// <param name="Tracked">Whether it says already who owns which field.</param>
internal readonly record struct Wanted(System.Text.Json.Nodes.JsonObject Value, bool Tracked = false);
