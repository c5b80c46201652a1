using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>The rules that are the same for all kinds: who may write what over what, what counts as a change, what deletion does.</summary>
internal sealed partial class ObjectRegistry(ObjectStore store, TypeCatalog catalog, TimeProvider time) : IObjects
{
    /// <summary>Name under which the server's own writes are recorded.</summary>
    private const string OwnManager = "server";

    /// <summary>How often a write is tried when somebody else is always quicker.</summary>
    private const int Tries = 64;

    public TypeCatalog Catalog => catalog;

    public ObjectStore Store => store;

    public static ObjectKey KeyOf(ResourceType type, string ns, string name) =>
        new(type.StoredAs, type.Namespaced ? ns : "", name);

    public JsonObject? Find(ResourceType type, string ns, string name) => store.Find(KeyOf(type, ns, name)) is { } stored ? ObjectForm.Read(type, stored) : null;

    public IReadOnlyList<JsonObject> List(ResourceType type, string ns)
    {
        var prefix = ns.Length == 0 ? "" : ns + "/";
        return [.. store.Now(KeyOf(type, "", "").Resource).Objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(o => ObjectForm.Read(type, o.Value))];
    }

    public JsonObject Create(ResourceType type, JsonObject value) => Create(type, type.Namespaced ? value.Namespace() : "", value, OwnWriter());

    public JsonObject? Change(ResourceType type, string ns, string name, string subresource, Func<JsonObject, bool> change)
    {
        try
        {
            return Update(type, ns, name, OwnWriter() with { Subresource = subresource }, old => change(old) ? new Wanted(old) : throw new Unwanted());
        }
        catch (Unwanted)
        {
            return null;
        }
        catch (StatusException e) when (e.Code == 404)
        {
            return null;
        }
    }

    public JsonObject? Delete(ResourceType type, string ns, string name, DeleteOptions options)
    {
        try
        {
            return Delete(type, ns, name, options, OwnWriter()).Last;
        }
        catch (StatusException e) when (e.Code == 404)
        {
            return null;
        }
    }

    public void Observe(Action<StoredEvent> observer) => store.Observe(observer);

    public IAsyncEnumerable<StoredEvent> ChangesAsync(CancellationToken cancellationToken) => store.ChangesAsync(cancellationToken);

    /// <summary>The time as objects carry it: whole seconds.</summary>
    public DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    private Writer OwnWriter() => new(new RequestScope(UserInfo.Server, Now(), this), OwnManager);

    /// <summary>Ends an update from within: the change is not wanted.</summary>
    private sealed class Unwanted : Exception;
}
