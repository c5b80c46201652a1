namespace Settlement.Kubernetes.Watch;

/// <summary>Name of an object within its kind.</summary>
/// <param name="Namespace">Its namespace; empty for cluster-wide kinds.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ResourceKey(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace.Length > 0 ? $"{Namespace}/{Name}" : Name;
}

/// <summary>What happened to an object.</summary>
public enum ResourceChange
{
    /// <summary>It is there now.</summary>
    Added,

    /// <summary>It has another content, or at least another version.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>A change of one object, told in the order of its versions. Changes in between may be missing; the last one never is.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Change">What happened.</param>
/// <param name="Resource">The object after the change; for Deleted its last known content.</param>
/// <param name="Before">The content before the change; null for Added.</param>
public sealed record ResourceEvent<T>(ResourceChange Change, T Resource, T? Before);
