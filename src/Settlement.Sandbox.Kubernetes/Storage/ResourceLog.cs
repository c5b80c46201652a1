using System.Collections.Immutable;

namespace Settlement.Sandbox.Kubernetes.Storage;

/// <summary>The objects of one resource and their changes that are still kept. Guarded by the store's lock.</summary>
internal sealed class ResourceLog
{
    public ChangeLog Changes { get; } = new();

    /// <summary>The objects now, by <see cref="Path"/>.</summary>
    public ImmutableSortedDictionary<string, StoredObject> Current { get; private set; } = ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    /// <summary>Where an object stands in its resource: <c>namespace/name</c> or <c>name</c>. The ordinal order of these is the order of lists.</summary>
    public static string Path(ObjectKey key) => key.Namespace.Length == 0 ? key.Name : $"{key.Namespace}/{key.Name}";

    /// <summary>Takes an object in without a change that is seen, as when the file is read at the start.</summary>
    public void Restore(StoredObject value) => Current = Current.SetItem(Path(value.Key), value);

    /// <summary>Takes an object out without a change that is seen.</summary>
    public void Restore(ObjectKey removed) => Current = Current.Remove(Path(removed));

    public void Append(StoredEvent change)
    {
        Current = change.Kind == ChangeKind.Deleted ? Current.Remove(Path(change.Object.Key)) : Current.SetItem(Path(change.Object.Key), change.Object);
        Changes.Append(change);
    }

    /// <summary>The objects as they were at a version whose later changes are all kept.</summary>
    public ImmutableSortedDictionary<string, StoredObject> At(long version)
    {
        ImmutableSortedDictionary<string, StoredObject>.Builder? past = null;
        foreach (var change in Changes.BackTo(version))
        {
            past ??= Current.ToBuilder();
            if (change.Previous is { } previous)
            {
                past[Path(previous.Key)] = previous;
            }
            else
            {
                past.Remove(Path(change.Object.Key));
            }
        }

        return past?.ToImmutable() ?? Current;
    }
}
