using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The kind of definitions of custom resources.</summary>
internal static class DefinitionKind
{
    public const string Group = "apiextensions.k8s.io";

    /// <summary>Holds a deleted definition until all its objects are gone.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public static readonly GroupResource Resource = new(Group, "customresourcedefinitions");

    public static ResourceType Create() => new()
    {
        Group = Group,
        Version = "v1",
        Plural = Resource.Resource,
        Singular = "customresourcedefinition",
        Kind = "CustomResourceDefinition",
        Namespaced = false,
        ShortNames = ["crd", "crds"],
        Categories = ["api-extensions"],
        Schema = BuiltInSchemas.For(Group, "v1", "CustomResourceDefinition") ?? throw new InvalidOperationException("the file of built-in types lacks CustomResourceDefinition"),
        Strategy = new DefinitionStrategy(),
        HasStatus = true,
        StoredAs = Resource,
    };
}
