using k8s;
using k8s.Models;

namespace Settlement.Kubernetes.Resources;

/// <summary>What to list and watch.</summary>
/// <param name="Namespace">One namespace; null for all.</param>
/// <param name="FieldSelector">For example metadata.name=x; null for no restriction.</param>
/// <param name="LabelSelector">For example app=x; null for no restriction.</param>
public sealed record ResourceScope(string? Namespace = null, string? FieldSelector = null, string? LabelSelector = null)
{
    /// <summary>Exactly one object: the only scope that rights by resource name permit.</summary>
    public static ResourceScope One(string @namespace, string name) => new(@namespace, "metadata.name=" + name);

    internal List<string> Query()
    {
        List<string> query = [];
        if (FieldSelector is not null) query.Add("fieldSelector=" + Uri.EscapeDataString(FieldSelector));
        if (LabelSelector is not null) query.Add("labelSelector=" + Uri.EscapeDataString(LabelSelector));
        return query;
    }
}

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The kind of its items.</typeparam>
public sealed class ResourceList<T> where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Version of the list, and where the next page begins.</summary>
    public V1ListMeta Metadata { get; set; } = new();

    /// <summary>The objects.</summary>
    public IList<T> Items { get; set; } = [];
}
