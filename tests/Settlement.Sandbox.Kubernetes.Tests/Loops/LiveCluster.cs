using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Kinds;
using Settlement.Sandbox.Kubernetes.Loops;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Loops;

/// <summary>The server's registry, kinds and loops, without a port.</summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(60);
    private readonly ClusterLoops _loops;

    private LiveCluster(ObjectRegistry objects, ClusterLoops loops, FakeTimeProvider time)
    {
        Objects = objects;
        _loops = loops;
        Time = time;
    }

    public ObjectRegistry Objects { get; }

    public FakeTimeProvider Time { get; }

    public static LiveCluster Start()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var authorizer = new RbacAuthorizer();
        var catalog = new TypeCatalog();
        foreach (var type in BuiltInKinds.All((group, version, kind) => BuiltInSchemas.For(group, version, kind)!, new RbacEscalation(authorizer)))
        {
            catalog.Set(type);
        }

        var objects = new ObjectRegistry(new ObjectStore(), catalog, time);
        authorizer.Follow(objects);
        ClusterSeeds.Sow(objects);
        return new LiveCluster(objects, ClusterLoops.Start(objects, new KubernetesServerOptions { Time = time }, "the authority", NullLogger.Instance), time);
    }

    public ResourceType Type(string plural) => Objects.Catalog.All.First(type => type.Plural == plural);

    public JsonObject? Find(string plural, string name, string ns = "default") => Objects.Find(Type(plural), Type(plural).Namespaced ? ns : "", name);

    public JsonObject Create(string plural, string json) => Objects.Create(Type(plural), JsonNode.Parse(json)!.AsObject());

    /// <summary>A config map, owned by another one if that is given.</summary>
    public JsonObject CreateConfigMap(string name, JsonObject? owner = null, bool blocks = true, string? finalizer = null, string ns = "default")
    {
        var value = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns } };
        if (owner is not null)
        {
            value.Metadata()["ownerReferences"] = new JsonArray(Reference(owner, blocks));
        }

        if (finalizer is not null)
        {
            value.Metadata()["finalizers"] = new JsonArray(finalizer);
        }

        return Objects.Create(Type("configmaps"), value);
    }

    public static JsonObject Reference(JsonObject owner, bool blocks = false) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["blockOwnerDeletion"] = blocks,
    };

    public void Delete(string plural, string name, string? propagation = null, string ns = "default") =>
        Objects.Delete(Type(plural), Type(plural).Namespaced ? ns : "", name, new DeleteOptions(Propagation: propagation));

    /// <summary>Waits for the loops to have done something.</summary>
    public static async Task UntilAsync(string what, Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(SettleTimeout);
        while (!condition())
        {
            Assert.False(timeout.IsCancellationRequested, $"not within {SettleTimeout}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _loops.DisposeAsync();
}
