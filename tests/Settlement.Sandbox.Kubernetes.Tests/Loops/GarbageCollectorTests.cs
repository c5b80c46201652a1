using System.Text.Json.Nodes;
using static Settlement.Sandbox.Kubernetes.Tests.Loops.LiveCluster;

namespace Settlement.Sandbox.Kubernetes.Tests.Loops;

public sealed class GarbageCollectorTests : IAsyncLifetime
{
    private readonly LiveCluster _cluster = Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task In_the_background_dependents_go_after_their_owner_however_deep()
    {
        Tree();
        _cluster.Delete("configmaps", "own");

        Assert.Null(_cluster.Find("configmaps", "own"));
        await UntilAsync("both dependents are gone", () => Find("dep") is null && Find("dep2") is null);
    }

    [Fact]
    public async Task In_the_foreground_the_owner_goes_last()
    {
        Tree();
        var wasGone = new List<string>();
        _cluster.Objects.Observe(change =>
        {
            if (change.Kind == Kubernetes.Storage.ChangeKind.Deleted)
            {
                lock (wasGone)
                {
                    wasGone.Add(change.Object.Key.Name);
                }
            }
        });
        _cluster.Delete("configmaps", "own", "Foreground");

        await UntilAsync("the owner is gone", () => Find("own") is null);
        Assert.Equal(["dep2", "dep", "own"], wasGone);
    }

    [Fact]
    public async Task In_the_foreground_a_dependent_that_does_not_block_is_not_waited_for()
    {
        var owner = _cluster.CreateConfigMap("own");
        _cluster.CreateConfigMap("dep", owner, blocks: false, finalizer: "x.example.com/held");
        _cluster.Delete("configmaps", "own", "Foreground");

        await UntilAsync("the owner is gone", () => Find("own") is null);
        await UntilAsync("the dependent is being deleted", () => Find("dep")!.Metadata()["deletionTimestamp"] is not null);
    }

    [Fact]
    public async Task In_the_foreground_a_held_dependent_holds_its_owner_until_it_lets_go()
    {
        var owner = _cluster.CreateConfigMap("own");
        _cluster.CreateConfigMap("dep", owner, finalizer: "x.example.com/held");
        _cluster.Delete("configmaps", "own", "Foreground");

        await UntilAsync("the dependent is being deleted", () => Find("dep")!.Metadata()["deletionTimestamp"] is not null);
        Assert.NotNull(Find("own"));
        _cluster.Objects.Change(_cluster.Type("configmaps"), "default", "dep", "", value => value.Metadata().Remove("finalizers"));
        await UntilAsync("both are gone", () => Find("own") is null && Find("dep") is null);
    }

    [Fact]
    public async Task Orphans_stay_without_their_owner()
    {
        Tree();
        _cluster.Delete("configmaps", "own", "Orphan");

        await UntilAsync("the owner is gone", () => Find("own") is null);
        Assert.Null(Find("dep")!.Metadata()["ownerReferences"]);
        Assert.NotNull(Find("dep2"));
    }

    [Fact]
    public async Task An_object_of_an_owner_that_never_was_goes()
    {
        _cluster.CreateConfigMap("dep", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "own", ["uid"] = "00000000-0000-0000-0000-000000000001" } });

        await UntilAsync("the dependent is gone", () => Find("dep") is null);
    }

    [Fact]
    public async Task An_owner_in_another_namespace_is_none()
    {
        _cluster.CreateConfigMap("dep", _cluster.CreateConfigMap("own", ns: "kube-public"));

        await UntilAsync("the dependent is gone", () => Find("dep") is null);
        Assert.NotNull(_cluster.Find("configmaps", "own", "kube-public"));
    }

    [Fact]
    public async Task An_object_with_one_owner_left_stays_and_forgets_the_other()
    {
        var (first, second) = (_cluster.CreateConfigMap("first"), _cluster.CreateConfigMap("second"));
        var dependent = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "dep", ["namespace"] = "default", ["ownerReferences"] = new JsonArray(Reference(first), Reference(second)) },
        };
        _cluster.Objects.Create(_cluster.Type("configmaps"), dependent);
        _cluster.Delete("configmaps", "first");

        await UntilAsync("one reference is left", () => Find("dep").Object("metadata").Array("ownerReferences") is { Count: 1 });
        Assert.Equal("second", Find("dep")!.Metadata().Objects("ownerReferences").Single().Text("name"));
    }

    [Fact]
    public async Task An_owner_of_an_unknown_kind_is_waited_for_until_the_kind_is_served()
    {
        _cluster.Create("configmaps", """{"metadata":{"name":"dep","namespace":"default","ownerReferences":[{"apiVersion":"example.com/v1","kind":"Db","name":"d","uid":"u1"}]}}""");
        _cluster.CreateConfigMap("marker", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "own", ["uid"] = "u2" } });
        await UntilAsync("the collector has passed", () => Find("marker") is null);
        Assert.NotNull(Find("dep"));

        var configMaps = _cluster.Type("configmaps");
        _cluster.Objects.Catalog.Set(new Types.ResourceType { Group = "example.com", Version = "v1", Plural = "dbs", Singular = "db", Kind = "Db", Namespaced = true, Schema = configMaps.Schema, Strategy = configMaps.Strategy });
        _cluster.CreateConfigMap("any");
        await UntilAsync("the dependent is gone", () => Find("dep") is null);
    }

    [Fact]
    public async Task A_circle_of_owners_in_the_foreground_is_no_standstill()
    {
        var first = _cluster.CreateConfigMap("first");
        _cluster.CreateConfigMap("second", first);
        _cluster.Objects.Change(_cluster.Type("configmaps"), "default", "first", "", value =>
        {
            value.Metadata()["ownerReferences"] = new JsonArray(Reference(Find("second")!, true));
            return true;
        });
        _cluster.Delete("configmaps", "first", "Foreground");

        await UntilAsync("both are gone", () => Find("first") is null && Find("second") is null);
    }

    private JsonObject? Find(string name) => _cluster.Find("configmaps", name);

    private void Tree() => _cluster.CreateConfigMap("dep2", _cluster.CreateConfigMap("dep", _cluster.CreateConfigMap("own")));
}
