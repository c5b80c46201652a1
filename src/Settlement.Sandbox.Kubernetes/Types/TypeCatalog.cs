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

    /// <summary>Adds a kind, or takes the place of the one with the same group, version and plural, which retires.</summary>
    public void Set(ResourceType type) => Exchange(t => t.Group == type.Group && t.Version == type.Version && t.Plural == type.Plural, [type]);

    /// <summary>Serves exactly these versions of a resource; the forms served before retire.</summary>
    public void SetVersions(string group, string plural, IReadOnlyList<ResourceType> versions) => Exchange(t => t.Group == group && t.Plural == plural, versions);

    public void Remove(string group, string plural) => Exchange(t => t.Group == group && t.Plural == plural, []);

    private void Exchange(Predicate<ResourceType> leaves, IReadOnlyList<ResourceType> arrivals)
    {
        ImmutableList<ResourceType> before;
        ImmutableList<ResourceType> after;
        do
        {
            before = Volatile.Read(ref _types);
            var at = before.FindIndex(leaves);
            after = before.RemoveAll(leaves).InsertRange(at < 0 ? before.Count : at, arrivals);
        }
        while (Interlocked.CompareExchange(ref _types, after, before) != before);
        Interlocked.Increment(ref _generation);
        foreach (var gone in before.Where(t => leaves(t)))
        {
            gone.Retire();
        }
    }

    public ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(t => t.Plural == plural && t.Group == group && t.Version == version);

    public ResourceType? FindKind(string group, string kind) => All.FirstOrDefault(t => t.Kind == kind && t.Group == group);

    /// <summary>A built-in kind that is known to be there.</summary>
    public ResourceType Get(string group, string plural) =>
        All.FirstOrDefault(t => t.Plural == plural && t.Group == group) ?? throw new InvalidOperationException($"no kind {new GroupResource(group, plural)} is served");
}
