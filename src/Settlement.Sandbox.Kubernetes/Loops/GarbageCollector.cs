using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>
/// Deletes what owners leave behind. It follows the changes in an index of its own and looks only at objects that a change concerns. Because changes come in the order of the writes, an owner
/// that the index does not know does not exist.
/// </summary>
internal sealed class GarbageCollector(IObjects objects, ILogger logger) : ServerLoop<StoredEvent>(logger)
{
    private readonly OwnerGraph _graph = new();
    private readonly HashSet<string> _ofUnknownKinds = new(StringComparer.Ordinal);
    private long _catalog;

    /// <summary>Follows the changes from now on, and knows what there is already. Before anybody writes.</summary>
    public void Follow()
    {
        objects.Observe(change =>
        {
            if (IsCollected(change.Object.Key.Resource))
            {
                Hand(change);
            }
        });
        foreach (var type in objects.Catalog.All.Where(type => IsCollected(type.Resource)))
        {
            foreach (var value in objects.List(type, ""))
            {
                var key = new ObjectKey(type.Resource, value.Namespace(), value.Name());
                _graph.Put(key, 0, ObjectHeader.Read(JsonSerializer.SerializeToUtf8Bytes(value, Json.Compact)));
            }
        }
    }

    protected override void Work(IReadOnlyList<StoredEvent> all)
    {
        foreach (var change in all)
        {
            if (change.Kind == ChangeKind.Deleted)
            {
                _graph.Remove(change.Object.Key);
            }
            else
            {
                _graph.Put(change.Object.Key, change.Version, ObjectHeader.Read(change.Object.Utf8.Span));
            }
        }

        if (_catalog != objects.Catalog.Generation)
        {
            _catalog = objects.Catalog.Generation;
            foreach (var uid in _ofUnknownKinds)
            {
                _graph.LookAt(uid);
            }

            _ofUnknownKinds.Clear();
        }

        foreach (var value in _graph.TakeWorthALook())
        {
            Try($"collecting {value.Key.Resource} {value.Key.Namespace}/{value.Key.Name}", () => LookAt(value));
        }
    }

    /// <summary>Events do not own and are not owned; they go by age.</summary>
    private static bool IsCollected(GroupResource resource) => resource.Resource != "events";

    private void LookAt(OwnedObject value)
    {
        if (TypeOf(value) is not { } type)
        {
            return;
        }

        if (value.Header.IsOrphaning)
        {
            LetGo(type, value);
        }
        else if (value.Header.IsForeground)
        {
            if (!_graph.DependentsOf(value.Header.Uid).Any(dependent => dependent.Header.Owners.Any(owner => owner.Uid == value.Header.Uid && owner.Blocks)))
            {
                DropFinalizer(type, value, ObjectHeader.Foreground);
            }
        }
        else if (!value.Header.IsDeleting && value.Header.Owners.Count > 0)
        {
            FollowOwners(type, value);
        }
    }

    /// <summary>Deletes an object without owners, and drops single references to owners that are gone or going.</summary>
    private void FollowOwners(ResourceType type, OwnedObject value)
    {
        var fates = value.Header.Owners.ToLookup(owner => FateOf(owner, value));
        var going = fates[OwnerFate.Going].Any();
        if (!going && !fates[OwnerFate.Gone].Any())
        {
            return;
        }

        if (fates[OwnerFate.Stays].Any())
        {
            KeepOwners(type, value, uid => fates[OwnerFate.Stays].Any(owner => owner.Uid == uid));
            return;
        }

        var dependents = _graph.DependentsOf(value.Header.Uid);
        if (going && dependents.Any(dependent => dependent.Header.IsForeground))
        {
            // A circle of owners would wait for itself.
            Change(type, value, metadata => metadata.Objects("ownerReferences").ToList().ForEach(reference => reference["blockOwnerDeletion"] = false));
        }

        var propagation = value.Header.Finalizers.Contains(ObjectHeader.Orphan) ? "Orphan"
            : value.Header.Finalizers.Contains(ObjectHeader.Foreground) || (going && dependents.Count > 0) ? "Foreground"
            : "Background";
        objects.Delete(type, value.Key.Namespace, value.Key.Name, new DeleteOptions(Propagation: propagation, Uid: value.Header.Uid));
    }

    private OwnerFate FateOf(OwnerReference reference, OwnedObject value)
    {
        if (_graph.Find(reference.Uid) is { } owner && (owner.Key.Namespace.Length == 0 || owner.Key.Namespace == value.Key.Namespace))
        {
            return owner.Header.IsForeground ? OwnerFate.Going : OwnerFate.Stays;
        }

        if (objects.Catalog.FindKind(reference.Group, reference.Kind) is not { } kind)
        {
            // It may yet be served.
            _ofUnknownKinds.Add(value.Header.Uid);
            return OwnerFate.Stays;
        }

        return kind.Namespaced && value.Key.Namespace.Length == 0 ? OwnerFate.Stays : OwnerFate.Gone;
    }

    /// <summary>Takes an owner out of its dependents, then lets it go.</summary>
    private void LetGo(ResourceType type, OwnedObject owner)
    {
        foreach (var dependent in _graph.DependentsOf(owner.Header.Uid).ToList())
        {
            if (TypeOf(dependent) is { } dependentType)
            {
                KeepOwners(dependentType, dependent, uid => uid != owner.Header.Uid);
            }
        }

        DropFinalizer(type, owner, ObjectHeader.Orphan);
    }

    private void KeepOwners(ResourceType type, OwnedObject value, Func<string, bool> stays) =>
        Change(type, value, metadata => Keep(metadata, "ownerReferences", item => stays((item as JsonObject).Text("uid") ?? "")));

    private void DropFinalizer(ResourceType type, OwnedObject value, string finalizer) =>
        Change(type, value, metadata => Keep(metadata, "finalizers", item => (string?)item != finalizer));

    private void Change(ResourceType type, OwnedObject value, Action<JsonObject> change) => objects.Change(type, value.Key.Namespace, value.Key.Name, "", stored =>
    {
        if (stored.Uid() != value.Header.Uid)
        {
            return false;
        }

        change(stored.Metadata());
        return true;
    });

    private static void Keep(JsonObject metadata, string list, Func<JsonNode?, bool> stays)
    {
        var kept = (metadata.Array(list) ?? []).Where(stays).Select(item => item?.DeepClone()).ToArray();
        if (kept.Length == 0)
        {
            metadata.Remove(list);
        }
        else
        {
            metadata[list] = new JsonArray(kept);
        }
    }

    private ResourceType? TypeOf(OwnedObject value) => objects.Catalog.All.FirstOrDefault(type => type.Resource == value.Key.Resource);

    private enum OwnerFate
    {
        Stays,
        Going,
        Gone,
    }
}
