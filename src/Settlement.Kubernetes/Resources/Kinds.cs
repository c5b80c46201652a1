using System.Reflection;
using k8s.Models;

namespace Settlement.Kubernetes.Resources;

/// <summary>What the KubernetesEntity attribute of a type says.</summary>
public static class Kinds
{
    /// <summary>apiVersion as in manifests: group/version, or the version alone for the core group.</summary>
    public static string ApiVersion<T>() => Entity<T>() is { Group.Length: > 0 } entity ? $"{entity.Group}/{entity.ApiVersion}" : Entity<T>().ApiVersion;

    /// <summary>Name of the kind.</summary>
    public static string Kind<T>() => Entity<T>().Kind;

    internal static KubernetesEntityAttribute Entity<T>() => typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new InvalidOperationException($"{typeof(T)} has no KubernetesEntity attribute, so its URL is unknown");
}
