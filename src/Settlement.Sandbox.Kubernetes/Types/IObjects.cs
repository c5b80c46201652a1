using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Storage;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>
/// The objects, for the server's own parts (loops, access, subresources). Same rules as for clients (validation, generation, finalizers, managed fields), but no access check and no fault hook.
/// Refusals are <see cref="Errors.StatusException"/>. Objects that come out belong to the caller.
/// </summary>
internal interface IObjects
{
    TypeCatalog Catalog { get; }

    JsonObject? Find(ResourceType type, string ns, string name);

    /// <summary>All objects of a kind, ordered by namespace and name; <paramref name="ns"/> empty: of all namespaces.</summary>
    IReadOnlyList<JsonObject> List(ResourceType type, string ns);

    JsonObject Create(ResourceType type, JsonObject value);

    /// <summary>Reads, changes and writes; again if somebody else was quicker. Null when the object is gone, or when the change returns false.</summary>
    /// <remarks>
    /// The subresource is empty for the object, <c>status</c> for its status, <c>binding</c> (pods), <c>eviction</c> (disruption budgets) and <c>finalize</c> (namespaces) for what the object itself keeps from its writers: the kind's
    /// own rules are not asked.
    /// </remarks>
    JsonObject? Change(ResourceType type, string ns, string name, string subresource, Func<JsonObject, bool> change);

    /// <summary>Deletes like a client. Null when there is none. Else the object as it was left: gone, or held by finalizers or grace.</summary>
    JsonObject? Delete(ResourceType type, string ns, string name, DeleteOptions options);

    /// <summary>
    /// Calls the observer with every change of every object from now on, in order, before the write returns to its caller. The store is locked meanwhile: an observer is quick,
    /// throws nothing and does not call back.
    /// </summary>
    void Observe(Action<StoredEvent> observer);

    /// <summary>Every change of every object from now on, in order, until cancelled.</summary>
    IAsyncEnumerable<StoredEvent> ChangesAsync(CancellationToken cancellationToken);
}

/// <summary>How to delete.</summary>
/// <param name="GraceSeconds">Null: the kind's default.</param>
/// <param name="Propagation">Background, Foreground, Orphan or null.</param>
/// <param name="Uid">Precondition or null.</param>
/// <param name="ResourceVersion">Precondition or null.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
internal sealed record DeleteOptions(long? GraceSeconds = null, string? Propagation = null, string? Uid = null, string? ResourceVersion = null, bool DryRun = false);
