using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Access.Reviews;
using Settlement.Sandbox.Kubernetes.Loops;
using Settlement.Sandbox.Kubernetes.Pods;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Server;

/// <summary>All paths that are not served by the common rules.</summary>
internal static class Subresources
{
    /// <param name="access">What reviews ask.</param>
    /// <param name="kubelets">With which logs are fetched.</param>
    /// <param name="schema">The schema of a group, version and kind.</param>
    public static IReadOnlyList<ISubresource> All(AccessControl access, HttpClient kubelets, Func<string, string, string, SchemaNode> schema) =>
    [
        new NamespaceFinalize(schema("", "v1", "Namespace")),
        new PodBinding(schema("", "v1", "Binding")),
        new PodEviction(schema("policy", "v1", "Eviction")),
        new PodLog(kubelets, schema("", "v1", "Pod")),
        new AccountToken(schema("authentication.k8s.io", "v1", "TokenRequest")),
        new SelfReview(schema),
        new TokenReview(access, schema),
        AccessReview.Local(access, schema),
        AccessReview.Self(access, schema),
        new RulesReview(access, schema),
        AccessReview.Anybody(access, schema),
    ];
}
