using Settlement.Sandbox.Kubernetes.Storage;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>All objects by uid and by owner, and which of them a change has made worth a look. For one thread.</summary>
internal sealed class OwnerGraph
{
    private readonly Dictionary<ObjectKey, OwnedObject> _byKey = [];
    private readonly Dictionary<string, OwnedObject> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<OwnedObject>> _dependents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _worthALook = new(StringComparer.Ordinal);

    public OwnedObject? Find(string uid) => _byUid.GetValueOrDefault(uid);

    public IReadOnlyCollection<OwnedObject> DependentsOf(string uid) => _dependents.TryGetValue(uid, out var dependents) ? dependents : [];

    public void Put(ObjectKey key, long version, ObjectHeader header)
    {
        var old = _byKey.GetValueOrDefault(key);
        if (old is not null && old.Version >= version)
        {
            return;
        }

        if (old is not null)
        {
            Unlink(old);
        }

        var value = new OwnedObject(key, version, header);
        _byKey[key] = value;
        _byUid[header.Uid] = value;
        foreach (var owner in header.Owners)
        {
            (_dependents.TryGetValue(owner.Uid, out var siblings) ? siblings : _dependents[owner.Uid] = []).Add(value);
        }

        if (header.Owners.Count > 0 || header.IsDeleting)
        {
            LookAt(header.Uid);
        }

        if (header.IsForeground && old?.Header.IsForeground != true)
        {
            LookAtDependents(header.Uid);
        }
    }

    public void Remove(ObjectKey key)
    {
        if (_byKey.Remove(key, out var old))
        {
            Unlink(old);
            LookAtDependents(old.Header.Uid);
        }
    }

    public void LookAt(string uid) => _worthALook.Add(uid);

    /// <summary>The objects that are worth a look now; asked once.</summary>
    public IReadOnlyList<OwnedObject> TakeWorthALook()
    {
        List<OwnedObject> taken = [.. _worthALook.Select(Find).OfType<OwnedObject>()];
        _worthALook.Clear();
        return taken;
    }

    private void Unlink(OwnedObject old)
    {
        if (_byUid.GetValueOrDefault(old.Header.Uid) == old)
        {
            _byUid.Remove(old.Header.Uid);
        }

        foreach (var owner in old.Header.Owners)
        {
            LookAt(owner.Uid);
            if (_dependents.TryGetValue(owner.Uid, out var siblings) && siblings.Remove(old) && siblings.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }

    private void LookAtDependents(string uid)
    {
        foreach (var dependent in DependentsOf(uid))
        {
            LookAt(dependent.Header.Uid);
        }
    }
}

/// <summary>An object as garbage collection knows it.</summary>
internal sealed class OwnedObject(ObjectKey key, long version, ObjectHeader header)
{
    public ObjectKey Key { get; } = key;

    public long Version { get; } = version;

    public ObjectHeader Header { get; } = header;
}
