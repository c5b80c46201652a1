using System.Collections.Immutable;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>The kinds served now. Readers see a consistent picture; definitions of custom resources change it while the server runs.</summary>
internal sealed class TypeCatalog
{
    private ImmutableList<ResourceType> _types = [];
    private long _generation;

    /// <summary>All kinds, in the order in which they were added.</summary>
    public IReadOnlyList<ResourceType> All => Volatile.Read(ref _types);

    /// <summary>Grows with each change; for caches of discovery and OpenAPI.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Adds a kind, or takes the place of the one with the same group, version and plural.</summary>
    public void Set(ResourceType type)
    {
        ImmutableInterlocked.Update(ref _types, types =>
        {
            var at = types.FindIndex(t => t.Group == type.Group && t.Version == type.Version && t.Plural == type.Plural);
            return at < 0 ? types.Add(type) : types.SetItem(at, type);
        });
        Interlocked.Increment(ref _generation);
    }

    public void Remove(string group, string plural)
    {
        ImmutableInterlocked.Update(ref _types, types => types.RemoveAll(t => t.Group == group && t.Plural == plural));
        Interlocked.Increment(ref _generation);
    }

    public ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(t => t.Plural == plural && t.Group == group && t.Version == version);

    public ResourceType? FindKind(string group, string kind) => All.FirstOrDefault(t => t.Kind == kind && t.Group == group);

    /// <summary>A built-in kind that is known to be there.</summary>
    public ResourceType Get(string group, string plural) =>
        All.FirstOrDefault(t => t.Plural == plural && t.Group == group) ?? throw new InvalidOperationException($"no kind {new GroupResource(group, plural)} is served");
}
