using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>Who writes, and how.</summary>
/// <param name="Scope">What strategies may know.</param>
/// <param name="Manager">Name under which the fields are recorded.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
/// <param name="Subresource">Empty, <c>status</c> or <c>scale</c>.</param>
internal sealed record Writer(RequestScope Scope, string Manager, bool DryRun = false, string Subresource = "");
